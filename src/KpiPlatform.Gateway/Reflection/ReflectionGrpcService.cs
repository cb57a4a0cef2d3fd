using Google.Protobuf.Reflection;
using Grpc.Core;
using KpiPlatform.Gateway.Hosting;
using KpiPlatform.Protocol.Reflection.V1;

namespace KpiPlatform.Gateway.Reflection;

/// <summary>grpc.reflection.v1: lets tools learn the API from the running server.</summary>
internal sealed class ReflectionGrpcService(DescriptorIndex index, ServedServices services, StopSignal stop) : ServerReflection.ServerReflectionBase
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
            await responseStream.WriteAsync(Answer(requestStream.Current, sent), context.CancellationToken);
    }

    /// <summary>Answers one request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="sent">Names of the files sent on this stream before; the imports among them aren't sent again.</param>
    internal ServerReflectionResponse Answer(ServerReflectionRequest request, HashSet<string> sent)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case ServerReflectionRequest.MessageRequestOneofCase.FileByFilename:
                AnswerFile(response, index.FindFile(request.FileByFilename), sent, "file of this name");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol:
                AnswerFile(response, index.FindSymbol(request.FileContainingSymbol), sent, "symbol of this name");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension:
                AnswerError(response, StatusCode.NotFound, "This API has no extensions.");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType:
                if (index.HasMessage(request.AllExtensionNumbersOfType))
                    response.AllExtensionNumbersResponse = new() { BaseTypeName = request.AllExtensionNumbersOfType };
                else
                    AnswerError(response, StatusCode.NotFound, "This server has no message of this name.");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.ListServices:
                response.ListServicesResponse = new() { Service = { services.Names.Select(name => new ServiceResponse { Name = name }) } };
                break;
            default:
                AnswerError(response, StatusCode.InvalidArgument, "The request asks for nothing: set message_request.");
                break;
        }

        return response;
    }

    private static void AnswerFile(ServerReflectionResponse response, FileDescriptor? file, HashSet<string> sent, string what)
    {
        if (file is null)
        {
            AnswerError(response, StatusCode.NotFound, $"This server has no {what}.");
            return;
        }

        // What was asked for is always sent, even again; what it imports once per stream.
        var files = new FileDescriptorResponse { FileDescriptorProto = { file.SerializedData } };
        sent.Add(file.Name);
        AddImports(files, file, sent);
        response.FileDescriptorResponse = files;
    }

    private static void AddImports(FileDescriptorResponse files, FileDescriptor file, HashSet<string> sent)
    {
        foreach (var import in file.Dependencies)
        {
            if (!sent.Add(import.Name))
                continue;
            files.FileDescriptorProto.Add(import.SerializedData);
            AddImports(files, import, sent);
        }
    }

    private static void AnswerError(ServerReflectionResponse response, StatusCode code, string message) =>
        response.ErrorResponse = new() { ErrorCode = (int)code, ErrorMessage = message };
}
