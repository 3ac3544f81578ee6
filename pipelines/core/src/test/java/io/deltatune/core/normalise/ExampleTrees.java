package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Example;
import io.deltatune.core.example.InstructionExample;
import io.deltatune.core.example.LabelledAnswer;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.PlainText;
import io.deltatune.core.example.PreferencePair;
import java.util.List;

/** Examples as trees, in the form of the golden rows. */
final class ExampleTrees {
  private ExampleTrees() {}

  static ObjectNode of(Example example) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    if (example instanceof InstructionExample instruction) {
      tree.set("turns", turns(instruction.conversation().messages()));
    } else if (example instanceof PreferencePair pair) {
      tree.set("prompt", turns(pair.prompt().messages()));
      tree.put("chosen", pair.chosen()).put("rejected", pair.rejected());
      if (pair.chosenScore().isPresent()) {
        tree.putArray("scores")
            .add(pair.chosenScore().getAsDouble())
            .add(pair.rejectedScore().getAsDouble());
      }
    } else if (example instanceof LabelledAnswer labelled) {
      tree.set("prompt", turns(labelled.prompt().messages()));
      tree.put("answer", labelled.answer()).put("desirable", labelled.desirable());
    } else if (example instanceof PlainText plain) {
      tree.put("text", plain.text());
    }
    return tree;
  }

  private static ArrayNode turns(List<Message> messages) {
    ArrayNode turns = JsonNodeFactory.instance.arrayNode();
    messages.forEach(message -> turns.addObject().put(message.role().label(), message.content()));
    return turns;
  }
}
