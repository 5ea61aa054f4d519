/* engine select-controls: the best controls for a budget, the front, a cover, or an export.
 *
 * Prints one JSON object: objective (sum of the gains of the levels reached
 * within the budget), chosen (numbers of the controls, from 0), bound (no
 * selection gains more), gap ((bound - objective) / bound), proven, cost,
 * budget, levels_reached, seconds. With --front: front, a list of objects with
 * budget, cost, gain, bound, gap, proven, chosen, and whole, budgets, seconds.
 * With --cover: cost, least (no cover costs less), gap, proven, chosen,
 * levels_reached, unreachable, seconds. With --export: the problem as an LP,
 * MPS or OPB file instead. */
#include "base/number.h"
#include "domain/tara/tara_tool.h"
#include "engine/select.h"
#include "format/select_export.h"
#include "format/select_text.h"

#include <string.h>

#define SECONDS_DEFAULT 10.0
#define SECONDS_LIMIT 86400.0
#define BUDGETS_DEFAULT 50
#define BUDGETS_LIMIT 10000
#define LEVELS_LIMIT 1000 /* named on the command line */

struct asked {
    const char *path;
    const char *format; /* of --export, or NULL */
    double seconds;
    int64_t seed;
    int64_t budgets;
    bool wants_front;
    bool wants_cover;
    int64_t levels[LEVELS_LIMIT];
    size_t level_count;
};

/* The time box; engines have no clock. */
struct box {
    double end;
    double share_end;
};

static bool is_time_left(void *context)
{
    const struct box *box = context;
    return tara_tool_seconds() < box->share_end;
}

static void share_time(void *context, size_t budgets_left)
{
    struct box *box = context;
    double now = tara_tool_seconds();
    double left = box->end > now ? box->end - now : 0;
    box->share_end = now + left / (double)budgets_left;
}

static enum rc read_value(struct tool_call *call, int *i, const char *name, struct text *value)
{
    if (*i + 1 >= call->argc) {
        return fault_add(call->fault, RC_INVALID, text_of(name), "a value is missing behind it");
    }
    *value = text_of(call->argv[++*i]);
    return RC_OK;
}

static enum rc read_integer(struct tool_call *call, int *i, int64_t most, int64_t *out)
{
    const char *name = call->argv[*i];
    struct text value;
    enum rc rc = read_value(call, i, name, &value);
    if (rc == RC_OK && (!text_to_integer(value, out) || *out < 0 || *out > most)) {
        return fault_add(call->fault, RC_INVALID, text_of(name), "give an integer from 0 to %lld",
                         (long long)most);
    }
    return rc;
}

static enum rc read_seconds(struct tool_call *call, int *i, double *out)
{
    struct text value;
    enum rc rc = read_value(call, i, "--seconds", &value);
    if (rc == RC_OK && (!number_read(value, out) || *out < 0 || *out > SECONDS_LIMIT)) {
        return fault_add(call->fault, RC_INVALID, TEXT("--seconds"),
                         "give a number of seconds from 0 to 86400");
    }
    return rc;
}

static enum rc read_format(struct tool_call *call, int *i, const char **out)
{
    struct text value;
    enum rc rc = read_value(call, i, "--export", &value);
    *out = rc == RC_OK ? call->argv[*i] : NULL;
    return rc;
}

static enum rc read_option(struct tool_call *call, int *i, struct asked *asked)
{
    const char *word = call->argv[*i];
    if (strcmp(word, "--json") == 0) {
        return RC_OK; /* it is always JSON */
    }
    if (strcmp(word, "--seconds") == 0) {
        return read_seconds(call, i, &asked->seconds);
    }
    if (strcmp(word, "--seed") == 0) {
        return read_integer(call, i, INT64_MAX, &asked->seed);
    }
    if (strcmp(word, "--points") == 0) {
        return read_integer(call, i, BUDGETS_LIMIT, &asked->budgets);
    }
    if (strcmp(word, "--level") == 0 && asked->level_count < LEVELS_LIMIT) {
        asked->wants_cover = true;
        return read_integer(call, i, UINT32_MAX, &asked->levels[asked->level_count++]);
    }
    if (strcmp(word, "--export") == 0) {
        return read_format(call, i, &asked->format);
    }
    if (strcmp(word, "--front") == 0 || strcmp(word, "--cover") == 0) {
        asked->wants_front = asked->wants_front || word[2] == 'f';
        asked->wants_cover = asked->wants_cover || word[2] == 'c';
        return RC_OK;
    }
    if ((word[0] == '-' && word[1] != '\0') || asked->path != NULL) {
        return fault_add(call->fault, RC_INVALID, text_of(word),
                         "this is no option here; see help");
    }
    asked->path = word;
    return RC_OK;
}

static void put_chosen(struct json_writer *writer, const struct select_problem *problem,
                       const uint8_t *chosen)
{
    json_put_name_z(writer, "chosen");
    json_put_list(writer);
    for (uint32_t c = 0; c < problem->controls; c++) {
        if (chosen[c]) {
            json_put_integer(writer, c);
        }
    }
    json_put_list_end(writer);
}

static double scaled(int64_t number, int digits)
{
    double by = 1;
    while (digits-- > 0) {
        by *= 10;
    }
    return (double)number / by;
}

static void put_answer(struct json_writer *writer, const struct select_problem *problem,
                       const struct select_answer *answer, const char *gain_name)
{
    double bound = scaled(answer->bound, problem->gain_digits);
    double gain = scaled(answer->gain, problem->gain_digits);
    number_put_member(writer, gain_name, gain);
    number_put_member(writer, "bound", bound);
    number_put_member(writer, "gap", bound > 0 ? (bound - gain) / bound : 0);
    json_member_bool(writer, "proven", answer->is_proven);
    number_put_member(writer, "cost", scaled(answer->cost, problem->cost_digits));
    number_put_member(writer, "budget", scaled(answer->budget, problem->cost_digits));
    put_chosen(writer, problem, answer->chosen);
}

static void put_reached(struct json_writer *writer, struct arena *arena,
                        const struct select_problem *problem, const uint8_t *chosen)
{
    uint8_t *reached = ARENA_MANY(arena, uint8_t, problem->levels);
    int64_t count = 0;
    (void)select_problem_gain(problem, arena, chosen, reached);
    for (uint32_t l = 0; l < problem->levels; l++) {
        count += reached[l];
    }
    json_member_integer(writer, "levels_reached", count);
}

static enum rc run_solve(struct tool_call *call, const struct select_problem *problem,
                         const struct select_options *options, struct json_writer *writer)
{
    struct select_answer answer;
    enum rc rc = select_solve(call->arena, problem, problem->budget, options, call->fault, &answer);
    if (rc == RC_OK) {
        put_answer(writer, problem, &answer, "objective");
        put_reached(writer, call->arena, problem, answer.chosen);
    }
    return rc;
}

static enum rc run_front(struct tool_call *call, const struct select_problem *problem,
                         const struct select_options *options, struct json_writer *writer,
                         int64_t budgets)
{
    struct select_front front;
    enum rc rc = select_front(call->arena, problem, budgets > 0 ? (size_t)budgets : 1, options,
                              share_time, call->fault, &front);
    if (rc != RC_OK) {
        return rc;
    }
    json_put_name_z(writer, "front");
    json_put_list(writer);
    for (size_t i = 0; i < front.count; i++) {
        json_put_object(writer);
        put_answer(writer, problem, &front.points[i], "gain");
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
    json_member_bool(writer, "whole", front.is_whole);
    return RC_OK;
}

static enum rc run_cover(struct tool_call *call, const struct select_problem *problem,
                         const struct select_options *options, struct json_writer *writer,
                         const struct asked *asked)
{
    struct select_cover_result cover;
    uint8_t *levels =
        asked->level_count > 0 ? ARENA_MANY(call->arena, uint8_t, problem->levels) : NULL;
    for (size_t i = 0; i < asked->level_count; i++) {
        if (asked->levels[i] >= problem->levels) {
            return fault_add(call->fault, RC_NOT_FOUND, TEXT("--level"), "there is no level %lld",
                             (long long)asked->levels[i]);
        }
        levels[asked->levels[i]] = 1;
    }
    enum rc rc = select_cover_all(call->arena, problem, levels, options, call->fault, &cover);
    if (rc != RC_OK) {
        return rc;
    }
    number_put_member(writer, "cost", scaled(cover.cost, problem->cost_digits));
    number_put_member(writer, "least", scaled(cover.least, problem->cost_digits));
    number_put_member(writer, "gap",
                      cover.cost > 0 ? (double)(cover.cost - cover.least) / (double)cover.cost : 0);
    json_member_bool(writer, "proven", cover.is_proven);
    put_chosen(writer, problem, cover.chosen);
    put_reached(writer, call->arena, problem, cover.chosen);
    json_member_integer(writer, "unreachable", (int64_t)cover.unreachable);
    return RC_OK;
}

static enum rc run_asked(struct tool_call *call, const struct select_problem *problem,
                         const struct asked *asked, double start)
{
    struct box box = {.end = start + asked->seconds, .share_end = start + asked->seconds};
    struct select_options options = {
        .seed = (uint64_t)asked->seed, .may_go_on = is_time_left, .context = &box};
    struct json_writer writer;
    enum rc rc;
    json_writer_init(&writer, call->out);
    json_put_object(&writer);
    if (asked->wants_front) {
        rc = run_front(call, problem, &options, &writer, asked->budgets);
    } else if (asked->wants_cover) {
        rc = run_cover(call, problem, &options, &writer, asked);
    } else {
        rc = run_solve(call, problem, &options, &writer);
    }
    number_put_member(&writer, "seconds", tara_tool_seconds() - start);
    json_put_object_end(&writer);
    buffer_put_char(call->out, '\n');
    return rc;
}

enum rc tara_tool_select(struct tool_call *call)
{
    struct asked *asked = ARENA_NEW(call->arena, struct asked);
    const struct select_problem *problem;
    struct text input;
    double start = tara_tool_seconds();
    size_t size_before = call->out->size;
    enum rc rc = RC_OK;
    asked->seconds = SECONDS_DEFAULT;
    asked->seed = 1;
    asked->budgets = BUDGETS_DEFAULT;
    for (int i = 0; rc == RC_OK && i < call->argc; i++) {
        rc = read_option(call, &i, asked);
    }
    if (rc == RC_OK && asked->path == NULL) {
        rc = fault_add(call->fault, RC_INVALID, TEXT("FILE"),
                       "name the file with the problem, or - for the standard input");
    }
    if (rc == RC_OK) {
        rc = tara_tool_read(call, asked->path, &input);
    }
    if (rc == RC_OK) {
        rc = select_text_read(call->arena, text_of(asked->path), input, call->fault, &problem);
    }
    if (rc == RC_OK && asked->format != NULL) {
        rc = select_export_write(call->arena, problem, text_of(asked->format), call->out,
                                 call->fault);
    } else if (rc == RC_OK) {
        rc = run_asked(call, problem, asked, start);
    }
    call->out->size = rc == RC_OK ? call->out->size : size_before;
    return rc;
}
