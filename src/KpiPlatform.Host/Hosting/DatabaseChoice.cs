namespace KpiPlatform.Host.Hosting;

/// <summary>Which database, read from one text.</summary>
/// <param name="IsPostgreSql">PostgreSQL, else SQLite.</param>
/// <param name="Text">Connection string of PostgreSQL, or full path of the SQLite file.</param>
internal sealed record DatabaseChoice(bool IsPostgreSql, string Text)
{
    private static readonly string[] PostgreSqlMarks = ["Host=", "Server=", "postgres://", "postgresql://"];

    /// <summary>Reads it: a PostgreSQL connection string names a host, everything else is a path.</summary>
    /// <exception cref="HostException">It is empty or can't be read.</exception>
    public static DatabaseChoice Parse(string text)
    {
        // Mostly an environment variable that nobody set: the default would be a database that nobody expects.
        if (string.IsNullOrWhiteSpace(text))
            throw new HostException("The database is empty; give --database or Kpi__Database a SQLite file or a connection string, or leave it out.");
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new HostException("The database has a NUL character; give --database a SQLite file or a connection string.");
        return Array.Exists(PostgreSqlMarks, mark => text.Contains(mark, StringComparison.OrdinalIgnoreCase))
            ? new(true, text.Contains("://", StringComparison.Ordinal) ? FromUri(text) : text)
            : new(false, Path.GetFullPath(text));
    }

    /// <summary>What may be shown: no password.</summary>
    public string Display() => IsPostgreSql
        ? "PostgreSQL (" + string.Join(';', Text.Split(';').Where(part => part.StartsWith("Host", StringComparison.OrdinalIgnoreCase)
            || part.StartsWith("Server", StringComparison.OrdinalIgnoreCase) || part.StartsWith("Database", StringComparison.OrdinalIgnoreCase))) + ")"
        : Text;

    // postgres://user:password@host:port/database, as many services hand it out.
    private static string FromUri(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            throw new HostException("The PostgreSQL address cannot be read; write postgres://user:password@host:port/database.");
        var user = uri.UserInfo.Split(':', 2);
        var parts = new List<string> { $"Host={uri.Host}" };
        if (uri.Port > 0)
            parts.Add($"Port={uri.Port}");
        if (user[0].Length > 0)
            parts.Add($"Username={Quote(Uri.UnescapeDataString(user[0]))}");
        if (user.Length == 2)
            parts.Add($"Password={Quote(Uri.UnescapeDataString(user[1]))}");
        if (uri.AbsolutePath.Length > 1)
            parts.Add($"Database={Quote(Uri.UnescapeDataString(uri.AbsolutePath[1..]))}");
        foreach (var setting in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = setting.Split('=', 2);
            if (pair is ["sslmode", var mode])
                parts.Add($"SSL Mode={mode.Replace("-", string.Empty, StringComparison.Ordinal)}");
        }

        return string.Join(';', parts);
    }

    private static string Quote(string value) => value.AsSpan().IndexOfAny(";'\" ") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
