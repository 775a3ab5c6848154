const BLOCK = 512

/** A tar of plain files, after a folder as the vendor's archives have it (POSIX ustar). */
export function tarOf(files: readonly { readonly name: string; readonly text: string }[]): Buffer {
  const parts: Buffer[] = [headerOf('./', 0, '5')]
  for (const { name, text } of files) {
    const bytes = Buffer.from(text, 'utf8')
    parts.push(headerOf(`./${name}`, bytes.length, '0'), bytes, Buffer.alloc(paddingOf(bytes.length)))
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)])
}

const paddingOf = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK

function headerOf(name: string, size: number, type: '0' | '5'): Buffer {
  const header = Buffer.alloc(BLOCK)
  header.write(name, 0)
  header.write('0000644\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  header.write('00000000000\0', 136)
  // The checksum is taken with spaces in its own place.
  header.write('        ', 148)
  header.write(type, 156)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}
