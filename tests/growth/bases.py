"""Small projects to which a file that grows is added."""

NODE = {
    "package.json": '{"name": "app", "engines": {"node": "22.x"}, "scripts": {"start": "node index.js"}}',
    "index.js": "exports.handler = async () => 1\n",
}
PYTHON = {"requirements.txt": "flask==3.0.0\n", "main.py": "def handler(event, context):\n    return 1\n"}
MAVEN = {
    "pom.xml": "<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId><artifactId>a</artifactId>"
    "<version>1</version><properties><maven.compiler.release>17</maven.compiler.release></properties></project>"
}
GRADLE = {"build.gradle": "plugins { id 'java' }\njava { sourceCompatibility = 17 }\n", "settings.gradle": ""}
