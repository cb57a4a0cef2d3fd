namespace KpiPlatform.Host;

/// <summary>How lines of the log are written to the console.</summary>
public enum LogFormat
{
    /// <summary>A line of text each, for people.</summary>
    Text,

    /// <summary>
    /// An object of JSON each, for machines: time, level, category, event id, every value by its name, and in its scopes the trace id, the span id
    /// and the number of the tenant that a call is about.
    /// </summary>
    Json,
}
