namespace KpiPlatform.Benchmarks;

/// <summary>The command line makes no sense; the message says what to write.</summary>
internal sealed class UsageException(string message) : Exception(message);
