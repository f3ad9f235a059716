@node "%~dp0..\bin\dropdb.js" %*
