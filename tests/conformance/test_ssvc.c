/* The SSVC decision tables of the test data: every row of each decides as it does there. */
#include "conformance/suite.h"
#include "engine/ssvc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <strings.h>

#include <cmocka.h>

#define LIMIT_BYTES ((size_t)1 << 20)
#define CELL_LIMIT 8

/* The cells of a line of comma-separated values; a cell may stand in double quotes. */
static size_t read_cells(struct text line, struct text cells[CELL_LIMIT])
{
    size_t count = 0;
    while (line.size > 0 && count < CELL_LIMIT) {
        if (line.at[0] == '"') {
            line = text_from(line, 1);
            cells[count++] = text_cut(&line, '"');
            text_cut(&line, ',');
        } else {
            cells[count++] = text_cut(&line, ',');
        }
    }
    return count;
}

/* "Technical Impact v1.0.0" without the version. */
static struct text name_of(struct text title)
{
    size_t end = title.size;
    while (end > 0 && title.at[end] != ' ') {
        end--;
    }
    return text_part(title, 0, end);
}

/* The row as a vector, its outcome left out, in the words of the file. */
static struct text vector_of(struct arena *arena, const char *table, const struct text *titles,
                             const struct text *cells, size_t count)
{
    struct buffer buffer;
    buffer_init(&buffer, arena);
    buffer_put_z(&buffer, table);
    for (size_t i = 1; i + 1 < count; i++) {
        buffer_print(&buffer, "/%.*s:%.*s", TEXT_ARGS(name_of(titles[i])), TEXT_ARGS(cells[i]));
    }
    return buffer_text(&buffer);
}

static void run_table(const char *table, const char *file, size_t rows)
{
    (void)suite_folder();
    struct arena *arena = arena_open((size_t)16 << 20);
    struct fault fault;
    struct text rest = suite_read(arena, text_print(arena, "ssvc/csv/%s", file).at);
    struct text titles[CELL_LIMIT];
    struct text cells[CELL_LIMIT];
    fault_init(&fault, arena);
    size_t columns = read_cells(text_trim(text_cut(&rest, '\n')), titles);
    size_t seen = 0;
    while (rest.size > 0) {
        struct ssvc_choice choice;
        assert_int_equal(read_cells(text_trim(text_cut(&rest, '\n')), cells), columns);
        struct text vector = vector_of(arena, table, titles, cells, columns);
        if (ssvc_read(vector, &fault, &choice) != RC_OK) {
            fail_msg("%.*s: %.*s", TEXT_ARGS(vector), TEXT_ARGS(fault_text(&fault, arena)));
        }
        const char *wanted = text_to_z(arena, cells[columns - 1]);
        if (strcasecmp(ssvc_outcome(&choice)->name, wanted) != 0) {
            fail_msg("%.*s: %s, wanted %s", TEXT_ARGS(vector), ssvc_outcome(&choice)->name, wanted);
        }
        seen++;
    }
    assert_int_equal(seen, rows);
    arena_close(arena);
}

#define TABLE(test, table, file, rows) \
    static void test(void **state)     \
    {                                  \
        (void)state;                   \
        run_table(table, file, rows);  \
    }

TABLE(supplier, "supplier", "ssvc/supplier_patch_development_priority_1_0_0.csv", 36)
TABLE(deployer, "deployer", "ssvc/deployer_patch_application_priority_1_0_0.csv", 72)
TABLE(coordinator, "coordinator", "cisa/cisa_coordinator_2_0_3.csv", 36)
TABLE(utility, "utility", "ssvc/utility_1_0_0.csv", 4)
TABLE(public_safety, "public-safety", "ssvc/public_safety_impact_1_0_0.csv", 4)
TABLE(human_impact, "human-impact", "ssvc/human_impact_1_0_0.csv", 16)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(supplier), cmocka_unit_test(deployer),      cmocka_unit_test(coordinator),
        cmocka_unit_test(utility),  cmocka_unit_test(public_safety), cmocka_unit_test(human_impact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
