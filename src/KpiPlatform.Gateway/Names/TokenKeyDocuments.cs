namespace KpiPlatform.Gateway.Names;

/// <summary>
/// Where the keys of tokens stand among the documents. They are what tells one incarnation of a database from another: tokens sealed with keys that a
/// database has not are none of its own.
/// </summary>
public static class TokenKeyDocuments
{
    /// <summary>Their kind.</summary>
    public const string Kind = "token_keys";
}
