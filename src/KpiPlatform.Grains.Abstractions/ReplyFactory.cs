using KpiPlatform.Domain;

namespace KpiPlatform.Grains.Abstractions;

/// <summary>Makes answers.</summary>
public static class ReplyFactory
{
    /// <summary>Success.</summary>
    public static Reply<T> Of<T>(T value)
        where T : class => new(value, null);

    /// <summary>Failure.</summary>
    public static Reply<T> Failed<T>(GrainError error)
        where T : class => new(null, error);

    /// <summary>Runs something of a grain so that domain exceptions become errors.</summary>
    public static async Task<Reply<T>> Try<T>(Func<Task<T>> action)
        where T : class
    {
        try
        {
            return Of(await action());
        }
        catch (DomainException exception)
        {
            return Failed<T>(GrainError.Of(exception));
        }
    }
}
