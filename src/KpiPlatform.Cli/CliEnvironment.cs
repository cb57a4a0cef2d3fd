using Spectre.Console;

namespace KpiPlatform.Cli;

/// <summary>What the tool takes from the process around it, so that a test can give it another.</summary>
internal sealed record CliEnvironment
{
    // Wide enough that a table sent to a file or a pipe is not wrapped, so that it can be searched by line.
    private const int RedirectedWidth = 240;

    /// <summary>Results go here, and nothing else.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Errors, notices and progress go here.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Opens the standard input.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>False for a file or a pipe: then no colours, no updates in place.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>As <see cref="OutputIsTerminal"/>, for <see cref="Error"/>.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the output; absent: the terminal's own, or wide when redirected.</summary>
    public int? Width { get; init; }

    /// <summary>Reads an environment variable; null if it is not set.</summary>
    public required Func<string, string?> GetVariable { get; init; }

    /// <summary>Reads a line from the keyboard without showing it; absent where the input is no keyboard.</summary>
    public Func<string?>? ReadHidden { get; init; }

    /// <summary>Clock of rates, back-offs and deadlines.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The process's own streams, variables and clock.</summary>
    public static CliEnvironment FromProcess() => new()
    {
        Output = Console.Out,
        Error = Console.Error,
        OpenInput = Console.OpenStandardInput,
        OutputIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        GetVariable = Environment.GetEnvironmentVariable,
        ReadHidden = Console.IsInputRedirected ? null : ReadKeys,
    };

    /// <summary>A console over <see cref="Output"/>.</summary>
    public IAnsiConsole OutputConsole() => CreateConsole(Output, OutputIsTerminal);

    /// <summary>A console over <see cref="Error"/>.</summary>
    public IAnsiConsole ErrorConsole() => CreateConsole(Error, ErrorIsTerminal);

    /// <summary>Asks for something that must not stand on the screen or among the process's arguments; from a pipe it is the first line.</summary>
    public async Task<string?> ReadSecretAsync(string prompt, CancellationToken cancellationToken)
    {
        if (ReadHidden is { } read)
        {
            await Error.WriteAsync(prompt.AsMemory(), cancellationToken);
            var secret = read();
            await Error.WriteLineAsync();
            return secret;
        }

        using var reader = new StreamReader(OpenInput());
        return await reader.ReadLineAsync(cancellationToken);
    }

    private static string ReadKeys()
    {
        var text = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } pressed)
        {
            if (pressed.Key == ConsoleKey.Backspace)
                text.Length = Math.Max(0, text.Length - 1);
            else if (!char.IsControl(pressed.KeyChar))
                text.Append(pressed.KeyChar);
        }

        return text.ToString();
    }

    private IAnsiConsole CreateConsole(TextWriter writer, bool isTerminal)
    {
        // NO_COLOR (no-color.org) switches colours off; the updates in place need escape codes all the same.
        var colours = isTerminal && string.IsNullOrEmpty(GetVariable("NO_COLOR"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Capabilities.Unicode = true;
        if (Width is { } width)
            console.Profile.Width = width;
        else if (!isTerminal)
            console.Profile.Width = RedirectedWidth;
        return console;
    }
}
