using Google.Protobuf;
using Grpc.Core;
using KpiPlatform.Gateway.Hosting;
using KpiPlatform.Protocol.Reflection.V1Alpha;
using V1 = KpiPlatform.Protocol.Reflection.V1;

namespace KpiPlatform.Gateway.Reflection;

/// <summary>
/// grpc.reflection.v1alpha, which older tools ask for. Its messages are those of v1 under another name, number for number, so that each
/// is translated by way of its bytes.
/// </summary>
internal sealed class ReflectionV1AlphaGrpcService(ReflectionGrpcService reflection, StopSignal stop) : ServerReflection.ServerReflectionBase
{
    /// <inheritdoc/>
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        using var ending = stop.Link(context.CancellationToken);
        var sent = new HashSet<string>(StringComparer.Ordinal);
        while (await requestStream.MoveNext(ending.Token))
        {
            var request = V1.ServerReflectionRequest.Parser.ParseFrom(requestStream.Current.ToByteString());
            var response = reflection.Answer(request, sent);
            await responseStream.WriteAsync(ServerReflectionResponse.Parser.ParseFrom(response.ToByteString()), context.CancellationToken);
        }
    }
}
