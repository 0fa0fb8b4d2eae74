const notes = [{ id: 1, text: "Buy milk" }];

exports.all = () => notes;
exports.add = (text) => {
  const note = { id: notes.length + 1, text: String(text) };
  notes.push(note);
  return note;
};
