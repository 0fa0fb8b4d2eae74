console.log(require("marked").parse("# Report"));
