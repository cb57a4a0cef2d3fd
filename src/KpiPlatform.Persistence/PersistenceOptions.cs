using KpiPlatform.Persistence.Writing;

namespace KpiPlatform.Persistence;

/// <summary>Where and how everything is stored.</summary>
public sealed record PersistenceOptions
{
    /// <summary>Which database.</summary>
    public required StorageProvider Provider { get; init; }

    /// <summary>SQLite: path of the file, made if it does not exist. PostgreSQL: a connection string as Npgsql takes it.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>
    /// Most connections at the same time, 2 or more; streams hold one each while they last. A pool size in a PostgreSQL connection
    /// string wins over it. Default 32.
    /// </summary>
    public int MaxConnections { get; init; } = 32;

    /// <summary>
    /// Whether to run on a PostgreSQL with fsync=off or synchronous_commit=off, which may lose what was acknowledged. For trials
    /// alone. Default false: such a server is refused.
    /// </summary>
    public bool AllowUnsafeDurability { get; init; }

    /// <summary>
    /// Whether this host is to be the only one on its database: PostgreSQL refuses the start of a second one (DATABASE_IN_USE). A
    /// SQLite file is kept to one process by whoever opens it. Default false.
    /// </summary>
    public bool Exclusive { get; init; }

    /// <summary>
    /// Whether this host is one of a cluster on a PostgreSQL database: the cluster's part of the schema is made, and a host that is to
    /// be the only one is kept away. Its writers then bear a name, <see cref="JournalWriterOptions.Host"/>. Default false.
    /// </summary>
    public bool Clustered { get; init; }

    /// <summary>Whether this host appends to the journal; without, no writer is opened. Default true.</summary>
    public bool Appends { get; init; } = true;

    /// <summary>
    /// PostgreSQL: a role that is neither superuser nor owner nor has BYPASSRLS, as which everything of single tenants is read and written, behind policies
    /// that show it nothing of others; the user of the connection string must be its member and have BYPASSRLS. Null, the default: no such wall.
    /// </summary>
    public string? TenantRole { get; init; }

    /// <summary>How the journal is written.</summary>
    public JournalWriterOptions Writer { get; init; } = new();
}
