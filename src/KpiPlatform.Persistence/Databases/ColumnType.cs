namespace KpiPlatform.Persistence.Databases;

/// <summary>Types of columns, each with one representation in each database.</summary>
internal enum ColumnType
{
    /// <summary>32 bits, <see cref="int"/>.</summary>
    Int,

    /// <summary>64 bits, <see cref="long"/>.</summary>
    Long,

    /// <summary>A double.</summary>
    Double,

    /// <summary>Text, compared ordinally by its UTF-8 bytes.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>A point in time as microseconds since 1970, <see cref="long"/>; PostgreSQL timestamptz, SQLite integer.</summary>
    Time,
}
