/* engine explain: attack trees derived step by step, for people. */
#include "domain/tara/tara_tool.h"
#include "format/attack_tree_json.h"

enum rc tara_tool_explain(struct tool_call *call)
{
    const struct method *method;
    struct text input;
    if (call->argc < 1) {
        return fault_add(call->fault, RC_INVALID, TEXT("FILE"),
                         "name the files with the trees, or - for the standard input");
    }
    enum rc rc = tara_tool_method(call->arena, call->fault, &method);
    for (int i = 0; rc == RC_OK && i < call->argc; i++) {
        rc = tara_tool_read(call, call->argv[i], &input);
        if (rc == RC_OK) {
            rc = attack_tree_json_explain(call->arena, method, text_of(call->argv[i]), input,
                                          call->out, call->fault);
        }
    }
    return rc;
}
