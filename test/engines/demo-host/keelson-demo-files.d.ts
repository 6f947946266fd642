declare module 'keelson-demo-files' {
  /** Each file by its path; one UTF-16 unit a byte. */
  const files: { readonly [path: string]: string }
  export default files
}
