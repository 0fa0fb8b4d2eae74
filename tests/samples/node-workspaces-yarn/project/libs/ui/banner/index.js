module.exports = ({ name, version }) => `${name} ${version}\n`;
