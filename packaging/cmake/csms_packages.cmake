# The libraries of docs/dependencies.md, found by pkg-config.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
foreach(pair sodium=libsodium crypto=libcrypto unistring=none yaml=yaml-0.1 sqlite=sqlite3
             pq=libpq mhd=libmicrohttpd cairo=cairo pangocairo=pangocairo pangoft2=pangoft2
             fontconfig=fontconfig xxhash=libxxhash curl=libcurl expat=expat
             seccomp=libseccomp)
    string(REPLACE "=" ";" pair ${pair})
    list(GET pair 0 name)
    list(GET pair 1 module)
    if(module STREQUAL "none")
        add_library(lib_${name} INTERFACE)
        target_link_libraries(lib_${name} INTERFACE ${name})
    else()
        pkg_check_modules(lib_${name} REQUIRED IMPORTED_TARGET ${module})
        add_library(lib_${name} ALIAS PkgConfig::lib_${name})
    endif()
endforeach()
