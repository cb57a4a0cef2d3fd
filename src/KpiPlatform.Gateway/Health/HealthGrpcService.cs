using Grpc.Core;
using KpiPlatform.Gateway.Hosting;
using KpiPlatform.Protocol.Health;
using ServingStatus = KpiPlatform.Protocol.Health.HealthCheckResponse.Types.ServingStatus;

namespace KpiPlatform.Gateway.Health;

/// <summary>grpc.health.v1: the state of the server as a whole, under the empty name, and the same of each of its services.</summary>
internal sealed class HealthGrpcService(ServingState state, ServedServices services, StopSignal stop) : Protocol.Health.Health.HealthBase
{
    /// <inheritdoc/>
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        services.IsKnown(request.Service)
            ? Task.FromResult(new HealthCheckResponse { Status = Of(state.Look().TakesCalls) })
            : throw new RpcException(new Status(StatusCode.NotFound, "This server has no such service."));

    /// <inheritdoc/>
    public override Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        var status = Of(state.Look().TakesCalls);
        var response = new HealthListResponse { Statuses = { [string.Empty] = new() { Status = status } } };
        foreach (var service in services.Names)
            response.Statuses[service] = new() { Status = status };
        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        // Load balancers keep this call open for ever: it ends with the server, after the news that it stops.
        using var end = stop.Link(context.CancellationToken);
        using var ending = stop.Link(context.CancellationToken);
        ServingStatus? sent = null;
        while (true)
        {
            var (takesCalls, changed) = state.Look();
            var status = services.IsKnown(request.Service) ? Of(takesCalls && !stop.IsStopping) : ServingStatus.ServiceUnknown;
            if (status != sent)
            {
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);
                sent = status;
            }

            // A server that stops says so, and does not wait for those who watch whether it does.
            ending.Token.ThrowIfCancellationRequested();
            await changed.WaitAsync(ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            context.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static ServingStatus Of(bool isServing) => isServing ? ServingStatus.Serving : ServingStatus.NotServing;
}
