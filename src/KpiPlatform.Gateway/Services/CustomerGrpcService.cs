using Grpc.Core;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Customers;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Hosting;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Watching;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Services;

/// <summary>kpi.v1.CustomerService; the contract's comments say what each call does.</summary>
internal sealed class CustomerGrpcService(
    CallerGrains grains,
    CustomerLister lister,
    CustomerWatch watch,
    WatcherCount watchers,
    CustomerEraser eraser,
    CustomerExporter exporter,
    CallerDefinitions definitions,
    StopSignal stop,
    TimeProvider time) : CustomerService.CustomerServiceBase
{
    /// <inheritdoc/>
    public override async Task<Customer> GetCustomer(GetCustomerRequest request, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseCustomer(request.Name, "name");

        // A customer's grain holds everything committed of it, and so everything that any token acknowledges.
        _ = ConsistencyToken.Decode(request.Token);
        var definition = await definitions.FindAsync(tenant, context.CancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        var reply = await grains.GetGrain<ICustomerGrain>(GrainKeys.Customer(tenant, id)).Get(context.CancellationToken);
        return CustomerMapper.ToProto(reply.Require() ?? throw NotFoundErrors.Customer(id), tenant, definition, time.Now());
    }

    /// <inheritdoc/>
    public override Task<ListCustomersResponse> ListCustomers(ListCustomersRequest request, ServerCallContext context) =>
        lister.ListAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task WatchCustomer(WatchCustomerRequest request, IServerStreamWriter<WatchCustomerResponse> responseStream, ServerCallContext context)
    {
        var (tenant, id) = ResourceNames.ParseCustomer(request.Name, "name");
        _ = ConsistencyToken.Decode(request.Token);
        var definition = await definitions.FindAsync(tenant, context.CancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        using var place = watchers.Enter(tenant, definition);
        using var ending = stop.Link(context.CancellationToken);
        await watch.RunAsync(tenant, id, definition, responseStream, ending.Token);
    }

    /// <inheritdoc/>
    public override Task<EraseCustomerResponse> EraseCustomer(EraseCustomerRequest request, ServerCallContext context) =>
        eraser.EraseAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task ExportCustomer(ExportCustomerRequest request, IServerStreamWriter<ExportCustomerResponse> responseStream, ServerCallContext context)
    {
        using var ending = stop.Link(context.CancellationToken);
        await exporter.ExportAsync(request, responseStream, ending.Token);
    }
}
