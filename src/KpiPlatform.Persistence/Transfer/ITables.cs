using System.Data.Common;

namespace KpiPlatform.Persistence.Transfer;

/// <summary>
/// The tables of a database as such, whatever they mean. Values between databases are those of SQLite: long (also for times, in microseconds
/// since 1970, and for truth values), double, string, byte[] and null.
/// </summary>
internal interface ITables
{
    /// <summary>Names of the tables that the platform keeps anything in, in order.</summary>
    Task<IReadOnlyList<string>> ListAsync(DbTransaction transaction, CancellationToken cancellationToken);

    /// <summary>Columns of a table, in the table's order.</summary>
    Task<IReadOnlyList<TableColumn>> ColumnsAsync(DbTransaction transaction, string table, CancellationToken cancellationToken);

    /// <summary>All rows of a table. The same array holds each row in turn.</summary>
    IAsyncEnumerable<object?[]> ReadAsync(DbTransaction transaction, string table, IReadOnlyList<TableColumn> columns, CancellationToken cancellationToken);

    /// <summary>Inserts rows and returns their number.</summary>
    Task<long> WriteAsync(
        DbTransaction transaction, string table, IReadOnlyList<TableColumn> columns, IAsyncEnumerable<object?[]> rows, CancellationToken cancellationToken);

    /// <summary>Lets the database's own numbers go on after those that were inserted.</summary>
    Task ContinueNumbersAsync(DbTransaction transaction, CancellationToken cancellationToken);
}
