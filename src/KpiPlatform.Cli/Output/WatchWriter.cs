using Google.Protobuf;
using Spectre.Console.Rendering;

namespace KpiPlatform.Cli.Output;

/// <summary>
/// Writes the successive states of one watched thing: a table in place, one JSON object per line, or CSV rows under one
/// header.
/// </summary>
internal static class WatchWriter
{
    /// <summary>Writes every state that <paramref name="read"/> yields; it is given what to call with notices.</summary>
    public static async Task RunAsync<T>(
        CliEnvironment environment,
        OutputFormat format,
        Func<Action<string>, IAsyncEnumerable<T>> read,
        Func<T, IRenderable> table,
        Func<T, IMessage> json,
        Action<CsvTextWriter, T, bool> csv)
    {
        switch (format)
        {
            case OutputFormat.Json:
                await foreach (var state in read(environment.Error.WriteLine))
                {
                    await environment.Output.WriteLineAsync(ProtoJson.OneLine(json(state)));
                    await environment.Output.FlushAsync();
                }

                break;
            case OutputFormat.Csv:
                var writer = new CsvTextWriter(environment.Output);
                var first = true;
                await foreach (var state in read(environment.Error.WriteLine))
                {
                    csv(writer, state, first);
                    first = false;
                    await environment.Output.FlushAsync();
                }

                break;
            default:
                await LiveOutput.RunAsync(environment, async output =>
                {
                    await foreach (var state in read(output.Notice))
                        output.Show(table(state));
                });
                break;
        }
    }
}
