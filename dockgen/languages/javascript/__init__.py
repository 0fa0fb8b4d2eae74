"""JavaScript packages: what a package.json says, for Node.js programs and for the front ends of all languages."""
