#include "engine/purl_type.h"

#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define NS PURL_LOWER_NAMESPACE
#define NM PURL_LOWER_NAME
#define VS PURL_LOWER_VERSION
#define SP PURL_LOWER_SUBPATH
#define NONE    \
    {           \
        NULL, 0 \
    }
#define T(literal)                   \
    {                                \
        literal, sizeof(literal) - 1 \
    }

/* In byte order of the names. */
// clang-format off
static const struct purl_type types[] = {
    {T("alpm"), PURL_REQUIRED, 1, NS | NM, PURL_NAME_PLAIN, NONE, T("arch")},
    {T("apk"), PURL_REQUIRED, 1, NS | NM, PURL_NAME_PLAIN, NONE, T("arch")},
    {T("bazel"), PURL_FORBIDDEN, 0, 0, PURL_NAME_PLAIN, NONE, T("repository_url")},
    {T("bitbucket"), PURL_REQUIRED, 1, NS | NM, PURL_NAME_PLAIN, NONE, NONE},
    {T("bitnami"), PURL_FORBIDDEN, 0, NM, PURL_NAME_PLAIN, NONE, T("arch distro")},
    {T("brew"), PURL_OPTIONAL, 0, NS | NM, PURL_NAME_PLAIN, NONE, T("repository_url")},
    {T("cargo"), PURL_FORBIDDEN, 0, 0, PURL_NAME_PLAIN, NONE, NONE},
    {T("chrome-extension"), PURL_FORBIDDEN, 0, NM, PURL_NAME_BROWSER, NONE, NONE},
    {T("cocoapods"), PURL_FORBIDDEN, 0, 0, PURL_NAME_PLAIN, NONE, NONE},
    {T("composer"), PURL_REQUIRED, 1, NS | NM, PURL_NAME_PLAIN, NONE, NONE},
    {T("conan"), PURL_OPTIONAL, 0, 0, PURL_NAME_PLAIN, NONE, T("user channel rrev prev")},
    {T("conda"), PURL_FORBIDDEN, 0, 0, PURL_NAME_PLAIN, NONE, T("build channel subdir type")},
    {T("cpan"), PURL_OPTIONAL, 0, PURL_UPPER_NAMESPACE, PURL_NAME_ARCHIVE, NONE,
     T("author distpath repository_url download_url vcs_url ext")},
    {T("cran"), PURL_FORBIDDEN, 0, 0, PURL_NAME_PLAIN, NONE, NONE},
    {T("deb"), PURL_REQUIRED, 1, NS | NM, PURL_NAME_PLAIN, NONE, T("arch")},
    {T("docker"), PURL_OPTIONAL, 0, 0, PURL_NAME_PLAIN, NONE, NONE},
    {T("gem"), PURL_FORBIDDEN, 0, 0, PURL_NAME_PLAIN, NONE, T("platform")},
    {T("generic"), PURL_OPTIONAL, 0, 0, PURL_NAME_PLAIN, NONE, T("download_url checksum")},
    {T("git"), PURL_REQUIRED, 1, 0, PURL_NAME_PATH, NONE, NONE},
    {T("github"), PURL_REQUIRED, 1, NS | NM, PURL_NAME_PLAIN, NONE, NONE},
    {T("golang"), PURL_REQUIRED, 1, 0, PURL_NAME_PLAIN, NONE, NONE},
    {T("hackage"), PURL_FORBIDDEN, 0, 0, PURL_NAME_PLAIN, NONE, NONE},
    {T("hex"), PURL_OPTIONAL, 0, NS | NM, PURL_NAME_PLAIN, NONE, NONE},
    {T("huggingface"), PURL_REQUIRED, 1, VS, PURL_NAME_PLAIN, NONE, NONE},
    {T("julia"), PURL_FORBIDDEN, 0, 0, PURL_NAME_PLAIN, T("uuid"), T("uuid")},
    {T("luarocks"), PURL_OPTIONAL, 0, NS | NM, PURL_NAME_PLAIN, NONE, T("repository_url")},
    {T("maven"), PURL_REQUIRED, 1, 0, PURL_NAME_PLAIN, NONE, T("classifier type")},
    {T("mlflow"), PURL_FORBIDDEN, 0, 0, PURL_NAME_SERVER, NONE, T("model_uuid run_id")},
    {T("npm"), PURL_OPTIONAL, 0, 0, PURL_NAME_PLAIN, NONE, NONE},
    {T("nuget"), PURL_FORBIDDEN, 0, 0, PURL_NAME_PLAIN, NONE, NONE},
    {T("oci"), PURL_FORBIDDEN, 0, NM | VS, PURL_NAME_PLAIN, NONE, T("arch repository_url tag")},
    {T("opam"), PURL_FORBIDDEN, 0, 0, PURL_NAME_PLAIN, NONE, NONE},
    {T("otp"), PURL_FORBIDDEN, 0, NM | SP, PURL_NAME_PLAIN, NONE,
     T("repository_url platform arch")},
    {T("pub"), PURL_FORBIDDEN, 0, NM, PURL_NAME_WORD, NONE, NONE},
    {T("pypi"), PURL_FORBIDDEN, 0, NM | VS, PURL_NAME_DASHES, NONE, T("file_name")},
    {T("qpkg"), PURL_REQUIRED, 1, NS, PURL_NAME_PLAIN, NONE, NONE},
    {T("rpm"), PURL_REQUIRED, 1, NS, PURL_NAME_PLAIN, NONE, T("epoch arch")},
    {T("swid"), PURL_OPTIONAL, 0, 0, PURL_NAME_PLAIN, T("tag_id"),
     T("tag_id tag_version patch tag_creator_name tag_creator_regid")},
    {T("swift"), PURL_REQUIRED, 2, 0, PURL_NAME_PLAIN, NONE, NONE}, /* host and owner */
    {T("vcpkg"), PURL_FORBIDDEN, 0, 0, PURL_NAME_PLAIN, NONE,
     T("port_version repository_revision triplet")},
    {T("vscode-extension"), PURL_REQUIRED, 1, NS | NM | VS, PURL_NAME_PLAIN, NONE, T("platform")},
    {T("yocto"), PURL_OPTIONAL, 0, NS, PURL_NAME_PLAIN, NONE, T("repository_url layer_version")},
};

/* Index of the first type with each letter a to z, and the end. */
static const unsigned char first[27] = {
    /* a */ 0, /* b */ 2, /* c */ 6, /* d */ 14, /* e */ 16, /* f */ 16, /* g */ 16,
    /* h */ 21, /* i */ 24, /* j */ 24, /* k */ 25, /* l */ 25, /* m */ 26, /* n */ 28,
    /* o */ 30, /* p */ 33, /* q */ 35, /* r */ 36, /* s */ 37, /* t */ 39, /* u */ 39,
    /* v */ 39, /* w */ 41, /* x */ 41, /* y */ 41, /* z */ 42, 42};

/* Forges whose own types say that owner and repository have no case. */
static const struct text folding_hosts[] = {
    T("github"), T("github.com"), T("bitbucket"), T("bitbucket.org")};
// clang-format on

const struct purl_type *purl_type_find(struct text name)
{
    if (name.size == 0 || name.at[0] < 'a' || name.at[0] > 'z') {
        return NULL;
    }
    size_t letter = (size_t)(name.at[0] - 'a');
    for (size_t i = first[letter]; i < first[letter + 1]; i++) {
        if (types[i].name.size == name.size && memcmp(types[i].name.at, name.at, name.size) == 0) {
            return &types[i];
        }
    }
    return NULL;
}

bool purl_type_has_key(const struct purl_type *type, struct text key)
{
    struct text rest = type->keys;
    while (rest.size > 0) {
        if (text_equals(text_cut(&rest, ' '), key)) {
            return true;
        }
    }
    return false;
}

bool purl_type_is_folding_host(struct text host)
{
    for (size_t i = 0; i < COUNT(folding_hosts); i++) {
        if (text_equals(host, folding_hosts[i])) {
            return true;
        }
    }
    return false;
}

bool purl_type_is_folding_server(struct text repository_url)
{
    return text_contains(repository_url, TEXT("databricks"));
}

size_t purl_type_count(void)
{
    return COUNT(types);
}

const struct purl_type *purl_type_at(size_t index)
{
    return &types[index];
}
