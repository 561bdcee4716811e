using System.Runtime.InteropServices;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Processes;

/// <summary>Gives a <see cref="ClonedChild"/> exactly the descriptors of an <see cref="OwnedChildConfig"/>. The caller disposes it once the child has started.</summary>
internal sealed class ChildDescriptors(ChildSteps steps, OwnedChildConfig config) : IDisposable
{
    private readonly List<FileDescriptor> _duplicates = [];

    /// <summary>The lowest number that is free then.</summary>
    public int End { get; } = OwnedChildConfig.FirstDescriptor + config.Descriptors.Count;

    /// <summary>Adds the steps after which it has these and no others.</summary>
    public void AddMoves()
    {
        using var nothing = FileDescriptor.Open("/dev/null", OpenFlags.ReadWrite);
        SafeHandle[] sources = [config.StandardInput ?? nothing, config.StandardOutput ?? nothing, config.StandardError ?? nothing, .. config.Descriptors];
        for (var number = 0; number < sources.Length; number++)
        {
            // One after the other: a source must not lie among the numbers that an earlier one has overwritten.
            var descriptor = DescriptorCalls.Control(sources[number], DescriptorCalls.DuplicateCloseOnExec, End);
            _duplicates.Add(new FileDescriptor(SystemCall.Check(descriptor, "fcntl", $"descriptor {number} of {config.Program}")));
            steps.Add(ChildCall.Duplicate, $"descriptor {number}", descriptor, number);
        }

        steps.Add(ChildCall.CloseRange, "", End, unchecked((nint)uint.MaxValue), 0);
    }

    public void Dispose() => _duplicates.ForEach(duplicate => duplicate.Dispose());
}
