namespace KpiPlatform.Cli;

/// <summary>What the process answers to its caller.</summary>
internal static class ExitCodes
{
    /// <summary>Done, completely.</summary>
    public const int Success = 0;

    /// <summary>The server refused or could not be reached, or a file could not be read.</summary>
    public const int Failure = 1;

    /// <summary>The command line, or a file it names, is not understood. Nothing was sent.</summary>
    public const int Usage = 2;

    /// <summary>An import came to its end, with lines rejected.</summary>
    public const int LinesRejected = 3;

    /// <summary>Interrupted by Ctrl-C, as shells have it: 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
