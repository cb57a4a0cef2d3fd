using System.Net;

namespace KpiPlatform.Dashboard.Tests.Support;

/// <summary>Reads server-sent events.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private EventStream(HttpResponseMessage response, StreamReader reader)
    {
        _response = response;
        _reader = reader;
    }

    public static async Task<EventStream> OpenAsync(Visitor visitor, string address, CancellationToken cancellationToken)
    {
        var response = await visitor.Http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return new EventStream(response, new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken)));
    }

    /// <summary>Data of the next event with a name, its lines joined; others are passed over.</summary>
    public async Task<string> NextAsync(string name, CancellationToken cancellationToken)
    {
        var current = string.Empty;
        var data = new List<string>();
        while (await _reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                current = line["event: ".Length..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data.Add(line["data: ".Length..]);
            else if (line.Length == 0 && current == name)
                return string.Join('\n', data);
            else if (line.Length == 0)
                data.Clear();
        }

        throw new EndOfStreamException($"The stream ended without \"{name}\".");
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}
