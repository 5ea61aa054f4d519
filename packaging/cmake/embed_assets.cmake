# Run when building: cmake -DLIST=assets.list -DOUT=asset_data.c -P embed_assets.cmake
# LIST has rows "name file". Writes the table that src/base/asset.c searches,
# ordered by name, each file with its size, SHA-256 and media type.
function(media_type name result)
    set(type application/octet-stream)
    foreach(pair "html=text/html@ charset=utf-8" "js=text/javascript@ charset=utf-8"
                 "css=text/css@ charset=utf-8" "json=application/json" "map=application/json"
                 "svg=image/svg+xml" "png=image/png" "ico=image/vnd.microsoft.icon"
                 "webmanifest=application/manifest+json" "woff2=font/woff2" "otf=font/otf"
                 "ttf=font/ttf" "sql=application/sql" "yaml=application/yaml"
                 "txt=text/plain@ charset=utf-8" "md=text/markdown@ charset=utf-8")
        string(REGEX MATCH "^([a-z0-9]+)=(.*)$" ignored "${pair}")
        if(name MATCHES "\\.${CMAKE_MATCH_1}$")
            string(REGEX REPLACE "^[a-z0-9]+=" "" type "${pair}")
        endif()
    endforeach()
    string(REPLACE "@" ";" type "${type}")
    set(${result} "${type}" PARENT_SCOPE)
endfunction()

file(STRINGS ${LIST} rows ENCODING UTF-8)
list(SORT rows COMPARE STRING)
set(blocks "")
set(externs "")
set(table "")
set(number 0)
foreach(row IN LISTS rows)
    string(REGEX REPLACE " .*" "" name "${row}")
    string(REGEX REPLACE "^[^ ]* " "" file "${row}")
    file(SHA256 "${file}" digest)
    media_type("${name}" type)
    string(APPEND blocks
        "    \"asset_bytes_${number}:\\n.incbin \\\"${file}\\\"\\n.byte 0\\n\"\n")
    string(APPEND externs "extern const char asset_bytes_${number}[];\n")
    file(SIZE "${file}" size)
    string(APPEND table "    {TEXT_ROW(\"${name}\"), {asset_bytes_${number}, ${size}},\n"
        "     TEXT_ROW(\"${digest}\"),\n     TEXT_ROW(\"${type}\")},\n")
    math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUT}
"/* Written by packaging/cmake/embed_assets.cmake when building; see base/asset.h. */
#include \"base/asset.h\"

#define TEXT_ROW(literal) {(literal), sizeof(literal) - 1}

__asm__(\".section .rodata.assets,\\\"a\\\"\\n\"
${blocks}    \".previous\\n\");
${externs}
const struct asset asset_rows[] = {
${table}};
const size_t asset_row_count = sizeof(asset_rows) / sizeof(asset_rows[0]);
")
