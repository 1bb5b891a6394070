"""Which npm packages show that a package.json belongs to something that serves, not to a front end?

Frameworks whose own documentation starts a listening Node.js process in production. Names from the npm registry.
"""

SOURCE = "each framework's own deployment documentation"
DATE = "2026-11-24"

NODE_SERVERS: frozenset[str] = frozenset(
    {
        "@adonisjs/core",
        "@apollo/server",
        "@feathersjs/feathers",
        "@hapi/hapi",
        "@hono/node-server",
        "@keystone-6/core",
        "@nestjs/core",
        "@remix-run/express",
        "@remix-run/serve",
        "@strapi/strapi",
        "@sveltejs/adapter-node",
        "apollo-server",
        "connect",
        "elysia",
        "express",
        "fastify",
        "h3",
        "hono",
        "koa",
        "loopback",
        "micro",
        "moleculer",
        "next",
        "nitropack",
        "nuxt",
        "polka",
        "restify",
        "sails",
        "socket.io",
        "ws",
    }
)
