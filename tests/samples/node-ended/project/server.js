const { createServer } = require('node:http')

createServer((request, response) => response.end(`Node.js ${process.versions.node.split('.')[0]}\n`)).listen(process.env.PORT || 3000)
