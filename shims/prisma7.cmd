@node "%~dp0..\bin\prisma7.js" %*
