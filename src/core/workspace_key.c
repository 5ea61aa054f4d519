/* The signing key, which lies outside the workspace, and what derives from it. */
#include "base/file.h"
#include "core/workspace_part.h"

#include <sodium.h>
#include <stdlib.h>
#include <sys/stat.h>

struct text workspace_state_folder(struct arena *arena, const struct workspace_options *options)
{
    const char *own = getenv("CSMS_STATE_DIR");
    const char *xdg = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    if (options->state_folder != NULL) {
        return text_of(options->state_folder);
    }
    if (own != NULL && own[0] != '\0') {
        return text_of(own);
    }
    if (xdg != NULL && xdg[0] == '/') {
        return text_print(arena, "%s/csms", xdg);
    }
    return text_print(arena, "%s/.local/state/csms", home != NULL ? home : ".");
}

static char *key_path(struct workspace *workspace, const struct workspace_options *options)
{
    char id[ID_TEXT_SIZE + 1];
    struct text folder = workspace_state_folder(workspace->arena, options);
    return text_to_z(workspace->arena,
                     text_print(workspace->arena, "%.*s/%s.key", TEXT_ARGS(folder),
                                id_text(workspace->id, id).at));
}

static void derive_keys(struct workspace *workspace)
{
    workspace->mac_key = sign_derive(&workspace->key, TEXT("csms mac"));
    workspace->wrap_key = sign_derive(&workspace->key, TEXT("csms wrap"));
    workspace->cursor_key = sign_derive(&workspace->key, TEXT("csms cursor"));
    workspace->has_key = true;
}

enum rc workspace_make_key(struct workspace *workspace, const struct workspace_options *options,
                           struct fault *fault)
{
    char *path = key_path(workspace, options);
    char *folder = text_to_z(workspace->arena, workspace_state_folder(workspace->arena, options));
    char hex[2 * SIGN_SECRET_BYTES + 2];
    enum rc rc = file_make_folder(folder, fault);
    if (rc != RC_OK) {
        return rc;
    }
    workspace->key = sign_key_make();
    sodium_bin2hex(hex, sizeof hex, workspace->key.secret_key, SIGN_SECRET_BYTES);
    hex[2 * SIGN_SECRET_BYTES] = '\n';
    rc = file_write(path, (struct text){hex, 2 * SIGN_SECRET_BYTES + 1}, 0600, fault);
    sodium_memzero(hex, sizeof hex);
    if (rc == RC_OK) {
        derive_keys(workspace);
    }
    return rc;
}

enum rc workspace_load_key(struct workspace *workspace, const struct workspace_options *options,
                           struct fault *fault)
{
    char *path = key_path(workspace, options);
    struct stat stat_of;
    struct text hex;
    size_t size = 0;
    if (stat(path, &stat_of) != 0) {
        return RC_OK;
    }
    if ((stat_of.st_mode & 077) != 0) {
        return fault_add(fault, RC_DENIED, text_of(path),
                         "others can read the signing key; chmod 600 it and rotate the key");
    }
    enum rc rc = file_read(workspace->arena, path, 4096, fault, &hex);
    if (rc != RC_OK) {
        return rc;
    }
    hex = text_trim(hex);
    if (hex.size != 2 * SIGN_SECRET_BYTES ||
        sodium_hex2bin(workspace->key.secret_key, SIGN_SECRET_BYTES, hex.at, hex.size, NULL, &size,
                       NULL) != 0) {
        return fault_add(fault, RC_CORRUPT, text_of(path), "this is no signing key of csms");
    }
    crypto_sign_ed25519_sk_to_pk(workspace->key.public_key, workspace->key.secret_key);
    derive_keys(workspace);
    return RC_OK;
}
