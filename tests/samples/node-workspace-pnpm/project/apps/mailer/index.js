console.log(require("nodemailer") ? "ready" : "");
