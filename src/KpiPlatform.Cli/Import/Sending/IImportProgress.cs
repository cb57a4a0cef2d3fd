namespace KpiPlatform.Cli.Import.Sending;

/// <summary>Told how an import gets on.</summary>
internal interface IImportProgress
{
    /// <summary>A batch was acknowledged that reaches so far into the input.</summary>
    void Advance(ImportTotals totals, long progress);

    /// <summary>The connection broke, or the server asks to wait.</summary>
    void Waiting(string reason, TimeSpan delay);
}
