/** What Prisma's own engine writes, by shape. */
import { keeps, loses } from './case.ts';

export const prisma = [
  keeps(`-- CreateTable
CREATE TABLE "Profile" (
    "id" SERIAL NOT NULL,
    "userId" INTEGER NOT NULL,
    "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "token" UUID NOT NULL DEFAULT gen_random_uuid(),
    "data" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "Profile_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Profile_userId_key" ON "Profile"("userId");

-- AddForeignKey
ALTER TABLE "Profile" ADD CONSTRAINT "Profile_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;`),
  keeps('-- This is an empty migration.'),
  keeps(
    '-- AlterTable\nALTER TABLE "User" ADD COLUMN     "nick" TEXT,\nADD COLUMN     "karma" INTEGER NOT NULL DEFAULT 0;',
  ),
  keeps(
    '-- CreateEnum\nCREATE TYPE "Status" AS ENUM (\'OPEN\', \'DONE\');\n\n-- AlterTable\nALTER TABLE "Post" ADD COLUMN "status" "Status" NOT NULL DEFAULT \'OPEN\';',
  ),
  keeps('-- AlterEnum\nALTER TYPE "Role" ADD VALUE \'OWNER\';'),
  keeps(
    `-- AlterEnum
BEGIN;
CREATE TYPE "Role_new" AS ENUM ('USER', 'ADMIN');
ALTER TABLE "User" ALTER COLUMN "role" DROP DEFAULT;
ALTER TABLE "User" ALTER COLUMN "role" TYPE "Role_new" USING ("role"::text::"Role_new");
ALTER TYPE "Role" RENAME TO "Role_old";
ALTER TYPE "Role_new" RENAME TO "Role";
DROP TYPE "Role_old";
ALTER TABLE "User" ALTER COLUMN "role" SET DEFAULT 'USER';
COMMIT;`,
    { alone: true },
  ),
  keeps(
    '-- DropForeignKey\nALTER TABLE "Post" DROP CONSTRAINT "Post_authorId_fkey";\n\n-- AddForeignKey\nALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;',
  ),
  keeps('-- DropIndex\nDROP INDEX "User_name_idx";'),
  keeps(
    '-- DropIndex\nDROP INDEX "public"."User_email_key";\n\n-- CreateIndex\nCREATE INDEX "User_email_name_idx" ON "public"."User"("email", "name" DESC);',
  ),
  keeps('-- RenameIndex\nALTER INDEX "User_name_idx" RENAME TO "User_named_idx";'),
  keeps('-- RenameForeignKey\nALTER TABLE "Post" RENAME CONSTRAINT "Post_authorId_fkey" TO "Post_author_fkey";'),
  keeps('-- AlterTable\nALTER TABLE "User" RENAME CONSTRAINT "User_pkey" TO "User_id_pkey";'),
  keeps('-- AlterTable\nALTER TABLE "User" ALTER COLUMN "name" SET DEFAULT \'nobody\';'),
  keeps('-- AlterTable\nALTER TABLE "User" ALTER COLUMN "role" DROP DEFAULT;'),
  keeps('-- AlterTable\nALTER TABLE "User" ALTER COLUMN "email" DROP NOT NULL;'),
  keeps('-- AlterTable\nALTER TABLE "Post" ALTER COLUMN "title" SET NOT NULL;'),
  keeps('-- AlterTable\nALTER TABLE "User" ALTER COLUMN "age" SET DATA TYPE BIGINT;', { fails: true }),
  keeps('-- AlterTable\nALTER TABLE "User" ALTER COLUMN "level" SET DATA TYPE INTEGER;'),
  keeps('-- AlterTable\nALTER TABLE "User" ALTER COLUMN "level" SET DATA TYPE BIGINT;'),
  keeps('-- AlterTable\nALTER TABLE "User" ALTER COLUMN "code" SET DATA TYPE TEXT;'),
  keeps('-- AlterTable\nALTER TABLE "User" ALTER COLUMN "code" SET DATA TYPE VARCHAR(200);'),
  keeps('-- AlterTable\nALTER TABLE "User" ALTER COLUMN "zip" SET DATA TYPE VARCHAR(255);'),
  keeps('-- AlterTable\nALTER TABLE "User" ALTER COLUMN "price" SET DATA TYPE DECIMAL(65,30);'),
  keeps('-- AlterTable\nALTER TABLE "User" ALTER COLUMN "createdAt" SET DATA TYPE TIMESTAMPTZ(3);'),
  keeps('-- AlterTable\nALTER TABLE "User" ALTER COLUMN "createdAt" SET DATA TYPE TIMESTAMP(6);'),
  keeps('-- AlterTable\nALTER TABLE "User" ALTER COLUMN "views" SET DATA TYPE INTEGER;'),
  loses('-- AlterTable\nALTER TABLE "User" ALTER COLUMN "score" SET DATA TYPE INTEGER;'),
  loses('-- AlterTable\nALTER TABLE "User" ALTER COLUMN "price" SET DATA TYPE INTEGER;'),
  loses('-- AlterTable\nALTER TABLE "User" ALTER COLUMN "price" SET DATA TYPE DECIMAL(10,0);'),
  loses('-- AlterTable\nALTER TABLE "User" ALTER COLUMN "joined" SET DATA TYPE TIMESTAMPTZ(0);'),
  loses('-- AlterTable\nALTER TABLE "User" ALTER COLUMN "createdAt" SET DATA TYPE DATE;'),
  loses('-- AlterTable\nALTER TABLE "User" ALTER COLUMN "createdAt" SET DATA TYPE TIMESTAMP(0);'),
  loses(`/*
  Warnings:

  - You are about to drop the column \`bio\` on the \`User\` table. All the data in the column will be lost.

*/
-- AlterTable
ALTER TABLE "User" DROP COLUMN "bio";`),
  loses('-- AlterTable\nALTER TABLE "User" DROP COLUMN "zip",\nADD COLUMN     "postcode" TEXT;'),
  loses('-- AlterTable\nALTER TABLE "User" DROP COLUMN "age" CASCADE,\nADD COLUMN     "age" TEXT;'),
  loses(
    '-- AlterTable\nALTER TABLE "Post" DROP CONSTRAINT "Post_pkey",\nDROP COLUMN "id",\nADD COLUMN     "id" SERIAL NOT NULL,\nADD CONSTRAINT "Post_pkey" PRIMARY KEY ("id");',
  ),
  loses(
    '-- DropForeignKey\nALTER TABLE "Post" DROP CONSTRAINT "Post_authorId_fkey";\n\n-- DropTable\nDROP TABLE "User" CASCADE;',
  ),
  loses('-- DropTable\nDROP TABLE "Post" CASCADE;'),
  loses(
    '-- DropTable\nDROP TABLE "public"."Tag";\n\n-- CreateTable\nCREATE TABLE "public"."Label" ("id" INTEGER PRIMARY KEY, "label" TEXT);',
  ),
  keeps('-- RenameTable\nALTER TABLE "Tag" RENAME TO "Label";'),
  keeps('ALTER TABLE "User" RENAME COLUMN "name" TO "fullName";'),
  keeps(
    'CREATE TABLE "_PostToTag" ("A" INTEGER NOT NULL, "B" INTEGER NOT NULL);\nCREATE UNIQUE INDEX "_PostToTag_AB_unique" ON "_PostToTag"("A", "B");\nALTER TABLE "_PostToTag" ADD CONSTRAINT "_PostToTag_A_fkey" FOREIGN KEY ("A") REFERENCES "Post"("id") ON DELETE CASCADE ON UPDATE CASCADE;',
  ),
  keeps(
    '-- AlterTable\nCREATE SEQUENCE "tag_id_seq";\nALTER TABLE "Tag" ALTER COLUMN "id" SET DEFAULT nextval(\'tag_id_seq\');\nALTER SEQUENCE "tag_id_seq" OWNED BY "Tag"."id";',
  ),
  keeps('-- AlterTable\nALTER TABLE "Post" ALTER COLUMN "id" DROP DEFAULT;\nDROP SEQUENCE "Post_id_seq";'),
  keeps(
    '-- CreateSchema\nCREATE SCHEMA IF NOT EXISTS "billing";\n\n-- CreateTable\nCREATE TABLE "billing"."Invoice" ("id" SERIAL PRIMARY KEY, "no" INTEGER NOT NULL DEFAULT nextval(\'invoice_number\'));',
  ),
  keeps('-- CreateExtension\nCREATE EXTENSION IF NOT EXISTS "pgcrypto";'),
  keeps('-- CreateIndex\nCREATE INDEX "User_tags_idx" ON "User" USING GIN ("tags");'),
  keeps(
    '-- AddForeignKey\nALTER TABLE "Tag" ADD CONSTRAINT "Tag_id_fkey" FOREIGN KEY ("id") REFERENCES "Post"("id") ON DELETE CASCADE;',
  ),
];
