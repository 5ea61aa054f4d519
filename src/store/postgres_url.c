#include "store/postgres_url.h"

#include <libpq-fe.h>
#include <string.h>

bool postgres_url_is(const char *url)
{
    struct text text = text_of(url);
    return text_starts(text, TEXT("postgresql://")) || text_starts(text, TEXT("postgres://"));
}

static struct text option(const PQconninfoOption *options, const char *keyword)
{
    for (; options->keyword != NULL; options++) {
        if (strcmp(options->keyword, keyword) == 0) {
            return text_of(options->val);
        }
    }
    return TEXT_NONE;
}

/* "a,b" and "1,2" give "a:1,b:2"; one port counts for all hosts. */
static void put_hosts(struct buffer *out, struct text hosts, struct text ports)
{
    struct text port = TEXT_NONE;
    do {
        struct text host = text_cut(&hosts, ',');
        port = ports.size > 0 ? text_cut(&ports, ',') : port;
        bool is_six = text_contains(host, TEXT(":"));
        buffer_put_z(out, is_six ? "[" : "");
        buffer_put(out, host);
        buffer_put_z(out, is_six ? "]" : "");
        if (port.size > 0) {
            buffer_put_char(out, ':');
            buffer_put(out, port);
        }
        if (hosts.size > 0) {
            buffer_put_char(out, ',');
        }
    } while (hosts.size > 0);
}

static struct text shown(const PQconninfoOption *options, struct arena *arena)
{
    struct buffer out;
    buffer_init(&out, arena);
    buffer_put_z(&out, "postgresql://");
    struct text user = option(options, "user");
    if (user.size > 0) {
        buffer_put(&out, user);
        buffer_put_char(&out, '@');
    }
    put_hosts(&out, option(options, "host"), option(options, "port"));
    struct text database = option(options, "dbname");
    if (database.size > 0) {
        buffer_put_char(&out, '/');
        buffer_put(&out, database);
    }
    return buffer_text(&out);
}

/* An @ or / in a password splits the address in the wrong place, and parts of
 * the password pass for host, port or database. */
static bool is_misread(const PQconninfoOption *options)
{
    struct text port = option(options, "port");
    for (size_t i = 0; i < port.size; i++) {
        if ((port.at[i] < '0' || port.at[i] > '9') && port.at[i] != ',') {
            return true;
        }
    }
    return text_contains(option(options, "host"), TEXT("@")) ||
           text_contains(option(options, "dbname"), TEXT("@"));
}

enum rc postgres_url_show(const char *url, struct arena *arena, struct fault *fault,
                          struct text *out)
{
    PQconninfoOption *options = PQconninfoParse(url, NULL);
    if (options == NULL || is_misread(options)) {
        PQconninfoFree(options);
        return fault_add(fault, RC_INVALID, TEXT("store"),
                         "this is no address of PostgreSQL; write "
                         "postgresql://user@host:5432/database, with @ as %%40, : as %%3A "
                         "and / as %%2F inside of user and password");
    }
    *out = shown(options, arena);
    PQconninfoFree(options);
    return RC_OK;
}
