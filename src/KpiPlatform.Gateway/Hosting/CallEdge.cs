using System.Globalization;
using System.Text;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace KpiPlatform.Gateway.Hosting;

/// <summary>
/// What stands around the framework's own handling of a call, which interceptors stand within: the credential is looked at before a byte
/// of the request is read, and errors of the framework itself get the details that all others have.
/// </summary>
internal sealed class CallEdge(IServiceProvider services, GatewayOptions options, GatewayMetrics metrics)
{
    private const string StatusHeader = "grpc-status";
    private const string MessageHeader = "grpc-message";
    private static readonly string ResourceExhausted = ((int)StatusCode.ResourceExhausted).ToString(CultureInfo.InvariantCulture);

    private readonly UnfinishedMessages _unfinished = services.GetRequiredService<UnfinishedMessages>();

    // Made by the first call: calls are mapped before storage, which keys are in, is opened and its errors are told.
    private readonly Lazy<CallAdmission> _admission = new(services.GetRequiredService<CallAdmission>);

    /// <summary>Puts it around the endpoints of a service.</summary>
    public void Surround(IEndpointConventionBuilder service) =>
        service.Add(endpoint =>
        {
            if (endpoint.RequestDelegate is { } handle)
            {
                var method = endpoint.Metadata.OfType<GrpcMethodMetadata>().LastOrDefault()?.Method.FullName;
                endpoint.RequestDelegate = context => HandleAsync(context, handle, method);
            }
        });

    private async Task HandleAsync(HttpContext context, RequestDelegate handle, string? method)
    {
        var span = GatewayTraces.BeginCall(context, method);
        await AnswerAsync(context, handle, method);

        // Without a status the caller has gone before there was one.
        if (!int.TryParse(StatusOf(context, StatusHeader), CultureInfo.InvariantCulture, out var code))
            return;
        var reason = code == 0 ? string.Empty : RpcErrors.ReasonOf(StatusOf(context, RpcErrors.DetailsTrailer));
        if (code != 0)
            metrics.Failed(RpcErrors.NameOf((StatusCode)code), reason);
        if (span is not null)
            GatewayTraces.EndCall(span, code, reason);
    }

    private async Task AnswerAsync(HttpContext context, RequestDelegate handle, string? method)
    {
        if (await _admission.Value.RefusalAsync(context, method) is { } refusal)
        {
            context.Response.ContentType = "application/grpc";
            Write(context.Response.Headers, refusal);
            return;
        }

        using (_unfinished.Watch(context))
            await handle(context);

        // The framework's own limit on messages is the only thing here that ends calls with this code and says no more.
        if (Trailers(context) is { } trailers && trailers[StatusHeader] == ResourceExhausted && !trailers.ContainsKey(RpcErrors.DetailsTrailer))
        {
            Write(trailers, RpcErrors.Create(
                StatusCode.ResourceExhausted,
                Reasons.MessageTooLarge,
                $"The message has more than {options.MaxReceiveMessageBytes} bytes. Send less at once; a batch of interactions has at most 1 MiB."));
        }
    }

    /// <summary>A header of the status, wherever it stands; null if there is none.</summary>
    private static string? StatusOf(HttpContext context, string header) =>
        context.Response.Headers.TryGetValue(header, out var value) || context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers.TryGetValue(header, out value) == true
            ? value.ToString()
            : null;

    /// <summary>Where the status stands: among the headers where there is no body, else among the trailers.</summary>
    private static IHeaderDictionary? Trailers(HttpContext context) =>
        context.Response.Headers.ContainsKey(StatusHeader)
            ? context.Response.HasStarted ? null : context.Response.Headers
            : context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { IsReadOnly: false } trailers ? trailers : null;

    private static void Write(IHeaderDictionary headers, RpcException error)
    {
        headers[StatusHeader] = ((int)error.StatusCode).ToString(CultureInfo.InvariantCulture);
        headers[MessageHeader] = PercentEncode(error.Status.Detail);
        headers[RpcErrors.DetailsTrailer] = Convert.ToBase64String(error.Trailers.GetValueBytes(RpcErrors.DetailsTrailer)!);
    }

    /// <summary>As gRPC over HTTP/2 has it: all but printable ASCII, and the percent sign itself, by their UTF-8 bytes.</summary>
    private static string PercentEncode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            if (value is >= (byte)' ' and <= (byte)'~' and not (byte)'%')
                encoded.Append((char)value);
            else
                encoded.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
        }

        return encoded.ToString();
    }
}
