// The SDK is CommonJS and ships no types. What Esplanade calls of it is typed in `client.ts`.
declare module '@mailchimp/mailchimp_marketing' {
  const sharedInstance: { readonly constructor: new () => unknown }
  export default sharedInstance
}
