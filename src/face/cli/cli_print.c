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

void cli_put_table(struct cli *cli, const struct model_entity *kind, struct record **records,
                   size_t count)
{
    const struct entity *entity = kind->entity;
    size_t columns[COLUMN_LIMIT];
    size_t widths[COLUMN_LIMIT];
    size_t used = 0;
    for (size_t i = 0; i < entity->field_count && used < COLUMN_LIMIT; i++) {
        if (field_has(&entity->fields[i], FIELD_LISTED)) {
            columns[used] = i;
            widths[used++] = strlen(entity->fields[i].label);
        }
    }
    struct text *cells = ARENA_MANY(cli->arena, struct text, count * COLUMN_LIMIT + 1);
    for (size_t r = 0; r < count; r++) {
        for (size_t c = 0; c < used; c++) {
            struct text cell = shown(cli, records[r], columns[c]);
            size_t width = utf8_count(text_part(cell, 0, text_find(cell, '\n')));
            cells[r * COLUMN_LIMIT + c] = cell;
            width = width < CELL_LIMIT ? width : CELL_LIMIT;
            widths[c] = widths[c] > width ? widths[c] : width;
        }
    }
    put_padded(&cli->out, TEXT("Key"), 9);
    put_padded(&cli->out, TEXT("State"), 10);
    for (size_t c = 0; c < used; c++) {
        put_padded(&cli->out, text_of(entity->fields[columns[c]].label), widths[c]);
    }
    buffer_put_char(&cli->out, '\n');
    for (size_t r = 0; r < count; r++) {
        put_padded(&cli->out, records[r]->key, 9);
        put_padded(&cli->out, records[r]->state, 10);
        for (size_t c = 0; c < used; c++) {
            put_padded(&cli->out, cells[r * COLUMN_LIMIT + c], widths[c]);
        }
        buffer_put_char(&cli->out, '\n');
    }
}

void cli_put_record(struct cli *cli, const struct record *record)
{
    const struct entity *entity = record->kind->entity;
    char moment[MOMENT_TEXT_SIZE + 1];
    buffer_print(&cli->out, "%.*s  %.*s\n", TEXT_ARGS(record->key),
                 TEXT_ARGS(snapshot_title(&cli->snapshot, record)));
    buffer_print(&cli->out, "%s, %.*s, revision %lld, changed %s%s\n\n", entity->title,
                 TEXT_ARGS(record->state), (long long)record->revision,
                 moment_text(record->changed_us, moment).at,
                 record->retired_us != 0 ? ", RETIRED" : "");
    for (size_t i = 0; i < entity->field_count; i++) {
        put_padded(&cli->out, text_of(entity->fields[i].label), 26);
        buffer_put(&cli->out, shown(cli, record, i));
        buffer_put_char(&cli->out, '\n');
    }
}
