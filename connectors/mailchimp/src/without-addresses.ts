const ADDRESS = /[^\s"'<>()[\],;:]{1,64}@[^\s"'<>()[\],;:]{1,255}/g

/** The vendor's words without people's addresses: outcomes end up in reports and logs, beside the row they are of. */
export const withoutAddresses = (words: string): string => words.replace(ADDRESS, '(address)')
