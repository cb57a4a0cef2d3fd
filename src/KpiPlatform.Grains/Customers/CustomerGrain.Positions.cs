using KpiPlatform.Domain;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Grains.Abstractions.Customers;

namespace KpiPlatform.Grains.Customers;

/// <content>Where the customer's rows stand in the journal, for tokens.</content>
public sealed partial class CustomerGrain
{
    private PositionVector _positions = PositionVector.Empty;

    // A snapshot does not say where the rows that it stands for are. Few ever ask, so they are looked up when the first one does.
    private bool _knowsAllPositions = true;

    private bool NeedsPositions(RecordCommand command, RecordReply reply) =>
        !_knowsAllPositions && !command.ValidateOnly && Array.Exists(reply.Results, result => result.Status == RecordStatus.Duplicate);

    /// <summary>Sees to it that an answer's token covers the originals of its duplicates.</summary>
    private async ValueTask<RecordReply> WithPositionsOfDuplicatesAsync(RecordCommand command, RecordReply reply, CancellationToken cancellationToken)
    {
        if (!NeedsPositions(command, reply) || _number is not { } number)
            return reply;
        try
        {
            var positions = PositionVector.Empty;
            foreach (var customer in FamilyNumbers(number))
            {
                await foreach (var row in _reader.ReadCustomerAsync(_context.Definition.Tenant, customer, 1, cancellationToken))
                    positions = positions.With(row.Position);
            }

            _positions = _positions.Merge(positions);
            _knowsAllPositions = true;
        }
        catch (DomainException exception) when (exception.Kind == ErrorKind.Unavailable)
        {
            return Unavailable(command, exception.Message);
        }

        return reply with { Positions = _positions.Encode() };
    }
}
