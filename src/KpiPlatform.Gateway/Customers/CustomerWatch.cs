using Grpc.Core;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Customers;

/// <summary>Sends a customer's states to one watcher. The grain gives a slow reader only the latest.</summary>
internal sealed class CustomerWatch(CallerGrains grains, GatewayOptions options, TimeProvider time)
{
    /// <summary>Runs until the watcher leaves.</summary>
    public async Task RunAsync(
        TenantId tenant, CustomerId customer, TenantDefinition definition, IServerStreamWriter<WatchCustomerResponse> responses, CancellationToken cancellationToken)
    {
        var grain = grains.GetGrain<ICustomerGrain>(GrainKeys.Customer(tenant, customer));
        long sequence = 0;
        long sentVersion = 0;
        var sentId = string.Empty;
        while (true)
        {
            var known = false;
            try
            {
                await foreach (var view in grain.Watch(cancellationToken).WithCancellation(cancellationToken))
                {
                    known = true;

                    // After an interruption the grain begins with what may have been sent already.
                    if (view.Version == sentVersion && string.Equals(view.CustomerId, sentId, StringComparison.Ordinal))
                        continue;
                    (sentVersion, sentId) = (view.Version, view.CustomerId);
                    var message = new WatchCustomerResponse { Sequence = ++sequence, Customer = CustomerMapper.ToProto(view, tenant, definition, time.Now()) };
                    await responses.WriteAsync(message, cancellationToken);
                }
            }
            catch (Exception exception) when (sentVersion > 0 && !cancellationToken.IsCancellationRequested && GrainFailure.Of(exception) is not null)
            {
                // The grain moved or was put to rest; it is enumerated anew.
                known = true;
            }

            if (!known)
                throw NotFoundErrors.Customer(customer);
            await Task.Delay(options.RetryDelay, time, cancellationToken);
        }
    }
}
