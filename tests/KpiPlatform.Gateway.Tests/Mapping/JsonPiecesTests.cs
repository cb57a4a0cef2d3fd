using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Tests.Mapping;

public sealed class JsonPiecesTests
{
    [Fact]
    public async Task Write_MessageThatJsonHasNoFormFor_IsItsBytes()
    {
        // Kept as it came, when it was refused for its time.
        var refused = new Interaction { Customer = "ann", OccurTime = new Timestamp { Seconds = 1, Nanos = -5 } };
        var sent = new MemoryStream();
        await using var json = new JsonPieces(piece =>
        {
            piece.WriteTo(sent);
            return Task.CompletedTask;
        });

        json.Writer.WriteStartObject();
        json.Write("interaction", refused);
        json.Writer.WriteEndObject();
        await json.SendAsync(CancellationToken.None);

        using var document = JsonDocument.Parse(sent.ToArray());
        var written = document.RootElement.GetProperty("interaction");
        written.GetProperty("message_type").GetString().ShouldBe("kpi.v1.Interaction");
        Interaction.Parser.ParseFrom(written.GetProperty("message_bytes").GetBytesFromBase64()).ShouldBe(refused);
    }
}
