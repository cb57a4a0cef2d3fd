namespace KpiPlatform.Cli.Errors;

/// <summary>Something that the person at the keyboard is told, and that ends the command.</summary>
internal sealed class CliException(int exitCode, string message, params IReadOnlyList<string> details) : Exception(message)
{
    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>Lines below the message: which field, what to do.</summary>
    public IReadOnlyList<string> Details { get; } = details;

    /// <summary>The command line, or a file that it names, is wrong.</summary>
    public static CliException Usage(string message, params IReadOnlyList<string> details) => new(ExitCodes.Usage, message, details);
}
