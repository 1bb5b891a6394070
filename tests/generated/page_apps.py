"""The files of the apps in the examples of docs/, by the name of the app's folder."""

from __future__ import annotations

from collections.abc import Mapping

_SHOP = {
    "package.json": '{\n  "name": "shop",\n  "version": "1.4.0",\n  "engines": { "node": ">=22, <25" },\n'
    '  "scripts": { "start": "node server.js" }\n}\n',
    "server.js": "require('http').createServer().listen(process.env.PORT)\n",
    ".env": "TOKEN=example\n",
}
_ORDERS = {
    "package.json": """\
{
  "name": "orders",
  "version": "2.1.0",
  "engines": { "node": ">=22 <25" },
  "scripts": { "start": "node dist/server.js" },
  "dependencies": { "dayjs": "^1.11.0" }
}
""",
    "package-lock.json": """\
{
  "name": "orders",
  "version": "2.1.0",
  "lockfileVersion": 3,
  "requires": true,
  "packages": {
    "": {
      "name": "orders",
      "version": "2.1.0",
      "engines": { "node": ">=22 <25" }
    }
  }
}
""",
    ".gitignore": "node_modules/\ndist/\n",
    "dist/server.js": "require('http').createServer().listen(process.env.PORT)\n",
}
_NOTES = {
    "pyproject.toml": """\
[project]
name = "notes"
version = "0.3.0"
requires-python = ">=3.12,<3.14"
dependencies = ["flask>=3.0"]
""",
    "main.py": """\
import cgi

from flask import Flask

app = Flask(__name__)
""",
}
_WEATHER = {
    "pom.xml": """\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example</groupId>
  <artifactId>weather</artifactId>
  <version>1.0.0</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
  </properties>
</project>
""",
    "src/main/java/com/example/Weather.java": """\
package com.example;

public class Weather {
    public static void main(String[] args) {
        System.out.println("sunny");
    }
}
""",
}
_RADAR = {name: text.replace(">17<", ">25<").replace("weather", "radar") for name, text in _WEATHER.items()}
APPS: Mapping[str, Mapping[str, str]] = {
    "shop": _SHOP,
    "orders": _ORDERS,
    "notes": _NOTES,
    "weather": _WEATHER,
    "radar": _RADAR,
}
