using KpiPlatform.Persistence.Writing;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace KpiPlatform.Persistence.Sqlite;

/// <summary>Tells SQLite's errors apart for the journal writer.</summary>
internal static class SqliteFailure
{
    private const int ConstraintUnique = 2067;
    private const int ConstraintPrimaryKey = 1555;
    private const int ConstraintRowId = 2579;

    /// <summary>What the last call on a connection failed with.</summary>
    public static JournalStoreException Of(sqlite3 connection)
    {
        var code = raw.sqlite3_errcode(connection);
        var extendedCode = raw.sqlite3_extended_errcode(connection);
        return new(Classify(code, extendedCode), new SqliteException(raw.sqlite3_errmsg(connection).utf8_to_string(), code, extendedCode));
    }

    // What is left is trouble with the file: after it nobody knows what the disk holds.
    private static CommitFailure Classify(int code, int extendedCode) => code switch
    {
        raw.SQLITE_CONSTRAINT when extendedCode is ConstraintUnique or ConstraintPrimaryKey or ConstraintRowId => CommitFailure.Conflict,
        raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH or raw.SQLITE_RANGE => CommitFailure.Row,
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => CommitFailure.Retry,
        _ => CommitFailure.Unknown,
    };
}
