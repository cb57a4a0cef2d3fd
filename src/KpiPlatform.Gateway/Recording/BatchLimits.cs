namespace KpiPlatform.Gateway.Recording;

/// <summary>Limits of a batch; the contract states them.</summary>
internal static class BatchLimits
{
    /// <summary>Most interactions.</summary>
    public const int MaxInteractions = 5_000;

    /// <summary>Most bytes of the whole message.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Field path of the interaction at a position of a batch, e.g. "interactions[3]".</summary>
    public static string Field(int index) => $"interactions[{index}]";

    /// <summary>A field path of a batch as one within the interaction at a position; empty if it is the interaction itself.</summary>
    public static string FieldWithin(int index, string path)
    {
        var prefix = Field(index);
        return path.StartsWith(prefix + ".", StringComparison.Ordinal) ? path[(prefix.Length + 1)..] : string.Empty;
    }
}
