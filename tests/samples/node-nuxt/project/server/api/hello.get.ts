export default defineEventHandler((event) => {
  const { name = 'reader' } = getQuery(event)
  return { hello: name }
})
