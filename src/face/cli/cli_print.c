#include "base/utf8.h"
#include "face/cli/cli.h"

#include <string.h>

#define COLUMN_LIMIT 8
#define CELL_LIMIT 48

static struct text shown(struct cli *cli, const struct record *record, size_t at)
{
    const struct field *field = &record->kind->entity->fields[at];
    struct value value = record->values[at];
    char moment[MOMENT_TEXT_SIZE + 1];
    struct card card;
    if (value.kind == VALUE_NONE) {
        return TEXT("-");
    }
    if (field_has(field, FIELD_PERSONAL)) {
        return snapshot_unseal(&cli->snapshot, record, at);
    }
    if (value.kind == VALUE_ID) {
        return snapshot_card(&cli->snapshot, value.id, &card) == RC_OK ? card.key : TEXT("?");
    }
    if (value.kind == VALUE_IDS) {
        struct buffer keys;
        buffer_init(&keys, cli->arena);
        for (size_t i = 0; i < value_ids_count(value); i++) {
            buffer_put_z(&keys, i > 0 ? " " : "");
            if (snapshot_card(&cli->snapshot, value_ids_at(value, i), &card) == RC_OK) {
                buffer_put(&keys, card.key);
            }
        }
        return buffer_text(&keys);
    }
    if (field->type == FIELD_MOMENT) {
        return text_copy(cli->arena, moment_text(value.integer, moment));
    }
    if (field->type == FIELD_BOOL) {
        return value.integer != 0 ? TEXT("yes") : TEXT("no");
    }
    if (value.kind == VALUE_INTEGER) {
        return text_print(cli->arena, "%lld", (long long)value.integer);
    }
    return value.text;
}

/* Pads to a number of characters, not bytes; cuts long text at a character. */
static void put_padded(struct buffer *out, struct text cell, size_t width)
{
    size_t at = 0;
    size_t count = 0;
    cell = text_part(cell, 0, text_find(cell, '\n'));
    while (at < cell.size && count < width) {
        utf8_next(cell, &at);
        count++;
    }
    buffer_put(out, text_part(cell, 0, at));
    for (; count < width + 2; count++) {
        buffer_put_char(out, ' ');
    }
}

static struct text key_of(const struct json *reference)
{
    return json_text(json_member(reference, "key"));
}

/* A field's value as the API renders it. */
static struct text shown_json(struct cli *cli, const struct field *field, const struct json *value)
{
    struct buffer keys;
    if (value == NULL || value->kind == JSON_NULL) {
        return TEXT("-");
    }
    if (field->type == FIELD_JSON) {
        return json_canonical(cli->arena, value);
    }
    switch (value->kind) {
    case JSON_TRUE:
    case JSON_FALSE:
        return value->kind == JSON_TRUE ? TEXT("yes") : TEXT("no");
    case JSON_OBJECT:
        return key_of(value);
    case JSON_LIST:
        buffer_init(&keys, cli->arena);
        for (const struct json *at = value->first; at != NULL; at = at->next) {
            buffer_put_z(&keys, at != value->first ? " " : "");
            buffer_put(&keys, key_of(at));
        }
        return value->first != NULL ? buffer_text(&keys) : TEXT("-");
    default:
        return value->text;
    }
}

/* ---- a table ---- */

struct row {
    struct text key;
    struct text state;
    struct text cells[COLUMN_LIMIT];
};

struct listing {
    const struct entity *entity;
    size_t columns[COLUMN_LIMIT]; /* fields */
    size_t used;
    struct row *rows;
    size_t count;
};

static struct listing listing_of(struct cli *cli, const struct entity *entity, size_t count)
{
    struct listing listing = {.entity = entity, .count = count};
    for (size_t i = 0; i < entity->field_count && listing.used < COLUMN_LIMIT; i++) {
        if (field_has(&entity->fields[i], FIELD_LISTED)) {
            listing.columns[listing.used++] = i;
        }
    }
    listing.rows = ARENA_MANY(cli->arena, struct row, count + 1);
    return listing;
}

static size_t width_of(const struct listing *listing, size_t column)
{
    size_t widest = strlen(listing->entity->fields[listing->columns[column]].label);
    for (size_t r = 0; r < listing->count; r++) {
        struct text cell = listing->rows[r].cells[column];
        size_t width = utf8_count(text_part(cell, 0, text_find(cell, '\n')));
        width = width < CELL_LIMIT ? width : CELL_LIMIT;
        widest = widest > width ? widest : width;
    }
    return widest;
}

static void put_listing(struct cli *cli, const struct listing *listing)
{
    size_t widths[COLUMN_LIMIT];
    put_padded(&cli->out, TEXT("Key"), 9);
    put_padded(&cli->out, TEXT("State"), 10);
    for (size_t c = 0; c < listing->used; c++) {
        widths[c] = width_of(listing, c);
        put_padded(&cli->out, text_of(listing->entity->fields[listing->columns[c]].label),
                   widths[c]);
    }
    buffer_put_char(&cli->out, '\n');
    for (size_t r = 0; r < listing->count; r++) {
        put_padded(&cli->out, listing->rows[r].key, 9);
        put_padded(&cli->out, listing->rows[r].state, 10);
        for (size_t c = 0; c < listing->used; c++) {
            put_padded(&cli->out, listing->rows[r].cells[c], widths[c]);
        }
        buffer_put_char(&cli->out, '\n');
    }
}

void cli_put_table(struct cli *cli, const struct model_entity *kind, struct record **records,
                   size_t count)
{
    struct listing listing = listing_of(cli, kind->entity, count);
    for (size_t r = 0; r < count; r++) {
        listing.rows[r] = (struct row){.key = records[r]->key, .state = records[r]->state};
        for (size_t c = 0; c < listing.used; c++) {
            listing.rows[r].cells[c] = shown(cli, records[r], listing.columns[c]);
        }
    }
    put_listing(cli, &listing);
}

static struct text field_json(struct cli *cli, const struct json *record, const struct field *field)
{
    return shown_json(cli, field, json_member(json_member(record, "fields"), field->name));
}

void cli_put_table_json(struct cli *cli, const struct model_entity *kind, const struct json *items)
{
    const struct json *at = items != NULL ? items->first : NULL;
    struct listing listing = listing_of(cli, kind->entity, items != NULL ? items->count : 0);
    for (size_t r = 0; at != NULL; at = at->next, r++) {
        listing.rows[r] = (struct row){.key = json_text(json_member(at, "key")),
                                       .state = json_text(json_member(at, "state"))};
        for (size_t c = 0; c < listing.used; c++) {
            listing.rows[r].cells[c] =
                field_json(cli, at, &kind->entity->fields[listing.columns[c]]);
        }
    }
    put_listing(cli, &listing);
}

/* ---- one record ---- */

struct heading {
    struct text key;
    struct text title;
    struct text state;
    long long revision;
    struct text changed_at;
    bool is_retired;
};

static void put_heading(struct cli *cli, const struct entity *entity, const struct heading *heading)
{
    buffer_print(&cli->out, "%.*s  %.*s\n", TEXT_ARGS(heading->key), TEXT_ARGS(heading->title));
    buffer_print(&cli->out, "%s, %.*s, revision %lld, changed %.*s%s\n\n", entity->title,
                 TEXT_ARGS(heading->state), heading->revision, TEXT_ARGS(heading->changed_at),
                 heading->is_retired ? ", RETIRED" : "");
}

static void put_line(struct cli *cli, const struct field *field, struct text cell)
{
    put_padded(&cli->out, text_of(field->label), 26);
    buffer_put(&cli->out, cell);
    buffer_put_char(&cli->out, '\n');
}

void cli_put_record(struct cli *cli, const struct record *record)
{
    const struct entity *entity = record->kind->entity;
    char moment[MOMENT_TEXT_SIZE + 1];
    struct heading heading = {.key = record->key,
                              .title = snapshot_title(&cli->snapshot, record),
                              .state = record->state,
                              .revision = (long long)record->revision,
                              .changed_at = moment_text(record->changed_us, moment),
                              .is_retired = record->retired_us != 0};
    put_heading(cli, entity, &heading);
    for (size_t i = 0; i < entity->field_count; i++) {
        put_line(cli, &entity->fields[i], shown(cli, record, i));
    }
}

void cli_put_record_json(struct cli *cli, const struct model_entity *kind,
                         const struct json *record)
{
    const struct json *retired = json_member(record, "retired_at");
    int64_t revision = 0;
    (void)json_integer(json_member(record, "revision"), &revision);
    struct heading heading = {.key = json_text(json_member(record, "key")),
                              .title = json_text(json_member(record, "title")),
                              .state = json_text(json_member(record, "state")),
                              .revision = (long long)revision,
                              .changed_at = json_text(json_member(record, "changed_at")),
                              .is_retired = retired != NULL && retired->kind == JSON_TEXT};
    put_heading(cli, kind->entity, &heading);
    for (size_t i = 0; i < kind->entity->field_count; i++) {
        put_line(cli, &kind->entity->fields[i], field_json(cli, record, &kind->entity->fields[i]));
    }
}
