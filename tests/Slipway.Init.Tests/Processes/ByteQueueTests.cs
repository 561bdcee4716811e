using System.Buffers;
using CsCheck;
using Slipway.Init.Processes;

namespace Slipway.Init.Tests.Processes;

public sealed class ByteQueueTests
{
    [Fact]
    public void Queue_AnyOrderOfWritesAndReads_KeepsTheBytes() => Gen.Int[-5000, 9000].Array[1, 50].Sample(steps =>
    {
        var queue = new ByteQueue();
        var expected = new Queue<byte>();
        byte next = 0;
        foreach (var step in steps)
        {
            if (step > 0)
            {
                var bytes = new byte[step];
                foreach (ref var value in bytes.AsSpan())
                    expected.Enqueue(value = next++);
                queue.Write(bytes);
            }
            else
            {
                var count = Math.Min(-step, queue.Length);
                foreach (var value in queue.Waiting[..count])
                    Assert.Equal(expected.Dequeue(), value);
                queue.Consume(count);
            }

            Assert.Equal(expected.Count, queue.Length);
        }
    });
}
