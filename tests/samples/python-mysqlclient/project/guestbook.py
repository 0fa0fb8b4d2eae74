import os

import MySQLdb
from flask import Flask

app = Flask(__name__)


@app.route("/client")
def client():
    return MySQLdb.get_client_info()


@app.route("/guests")
def guests():
    connection = MySQLdb.connect(
        host=os.environ["MYSQL_HOST"],
        user=os.environ["MYSQL_USER"],
        password=os.environ["MYSQL_PASSWORD"],
        database=os.environ["MYSQL_DATABASE"],
    )
    with connection.cursor() as cursor:
        cursor.execute("select name from guests")
        return {"guests": [name for (name,) in cursor]}
