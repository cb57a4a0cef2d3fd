using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace KpiPlatform.Crash;

/// <summary>Writes to the console and, if there is one, to a file that is kept: Markdown, with what was run on which commit and machine.</summary>
internal sealed class RunLog : TextWriter
{
    private readonly StreamWriter? _file;

    private RunLog(StreamWriter? file) => _file = file;

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Opens it.</summary>
    /// <param name="directory">Where the file goes; null for none.</param>
    /// <param name="command">What is run.</param>
    /// <param name="options">With which options.</param>
    public static RunLog Open(string? directory, string command, string options)
    {
        if (directory is null)
            return new(null);
        Directory.CreateDirectory(directory);
        var now = TimeProvider.System.GetUtcNow();
        var commit = Commit();
        var file = new StreamWriter(Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{now:yyyy-MM-dd}-{commit}-{command}.md")), append: true) { AutoFlush = true };
        // What is run in parts on one day and commit makes one file.
        if (file.BaseStream.Length > 0)
            file.WriteLine();
        file.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"`{command} {options}`, commit {commit}, {now:yyyy-MM-dd HH:mm} UTC; {Environment.ProcessorCount} processors, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}"));
        file.WriteLine();
        return new(file);
    }

    /// <inheritdoc/>
    public override void WriteLine(string? value)
    {
        Console.WriteLine(value);
        _file?.WriteLine($"    {value}");
    }

    /// <inheritdoc/>
    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Write(char value)
    {
        Console.Write(value);
        _file?.Write(value);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file?.Dispose();
        base.Dispose(disposing);
    }

    private static string Commit()
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["-C", AppContext.BaseDirectory, "rev-parse", "--short=12", "HEAD"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
            var text = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? text : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no git.
            return "unknown";
        }
    }
}
