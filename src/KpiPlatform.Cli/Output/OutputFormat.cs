namespace KpiPlatform.Cli.Output;

/// <summary>How results are written.</summary>
internal enum OutputFormat
{
    /// <summary>For people: rounded, aligned, with units.</summary>
    Table,

    /// <summary>Proto JSON, unrounded: one object, or one array for a list.</summary>
    Json,

    /// <summary>RFC 4180 with a header line, unrounded.</summary>
    Csv,
}
