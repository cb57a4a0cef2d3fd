using KpiPlatform.Domain;

namespace KpiPlatform.Host.Runtime.Orleans;

/// <summary>Makes domain exceptions ones that cross between hosts. What they come from stays behind: it is for the log of the host where it happened.</summary>
[RegisterConverter]
internal sealed class DomainExceptionConverter : IConverter<DomainException, DomainExceptionSurrogate>
{
    /// <inheritdoc/>
    public DomainException ConvertFromSurrogate(in DomainExceptionSurrogate surrogate) => new((ErrorKind)surrogate.Kind, surrogate.Reason, surrogate.Message, surrogate.Field);

    /// <inheritdoc/>
    public DomainExceptionSurrogate ConvertToSurrogate(in DomainException value) => new() { Kind = (int)value.Kind, Reason = value.Reason, Message = value.Message, Field = value.Field };
}
